using System.Diagnostics.CodeAnalysis;
using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit;

/// <summary>Maps ImKit's WebSocket into the host's routes.</summary>
public static class ImKitEndpointRouteBuilderExtensions
{
    /// <summary>Serves ImKit's protocol over WebSocket (HTTP/1.1 and HTTP/2). <c>UseWebSockets</c> is not needed.</summary>
    /// <remarks>The authenticator reads the request's headers by <see cref="Transports.ConnectionOrigin.Header"/>, and its query parameters by their name after a
    /// question mark (<c>?token</c>), as long as the connection lives. A user that the host's authentication has established is <see cref="Transports.ConnectionOrigin.Principal"/>.</remarks>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">Where.</param>
    /// <param name="configure">Changes settings of this endpoint.</param>
    /// <returns>For <c>RequireAuthorization</c>, <c>RequireRateLimiting</c>, <c>RequireHost</c> and other conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static IEndpointConventionBuilder MapImKit(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/im", Action<ImKitEndpointOptions>? configure = null) =>
        Map(endpoints, pattern, configure, nameof(MapImKit));

    /// <summary>The same endpoint at goim's place, so that goim's own WebSocket clients find it.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">Where.</param>
    /// <param name="configure">Changes settings of this endpoint.</param>
    /// <returns>As <see cref="MapImKit"/>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static IEndpointConventionBuilder MapGoimSocket(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/sub", Action<ImKitEndpointOptions>? configure = null) =>
        Map(endpoints, pattern, configure, nameof(MapGoimSocket));

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, Action<ImKitEndpointOptions>? configure, string caller)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ImKitEndpointOptions();
        configure?.Invoke(options);
        var endpoint = new WebSocketEndpoint(endpoints.ServiceProvider.GetTransport(caller), options);
        RequestDelegate handle = endpoint.HandleAsync;
        // No method constraint: over HTTP/2 the method is CONNECT, and another method deserves an answer that explains itself.
        return endpoints.Map(pattern, handle).WithDisplayName($"ImKit WebSocket {pattern}");
    }

    internal static AspNetCoreTransport GetTransport(this IServiceProvider services, string caller) =>
        services.GetService<AspNetCoreTransport>()
        ?? throw new InvalidOperationException($"{caller} needs the ASP.NET Core transport: call services.AddImKit(…).AddAspNetCore() first.");
}
