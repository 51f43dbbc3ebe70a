using System.Diagnostics.CodeAnalysis;
using ImKit.Goim;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ImKit;

/// <summary>Maps goim's HTTP API into the host's routes.</summary>
public static class GoimApiEndpointExtensions
{
    /// <summary>Serves goim's HTTP API: <c>push/keys</c>, <c>push/mids</c>, <c>push/room</c>, <c>push/all</c>, <c>online/top</c>, <c>online/room</c>,
    /// <c>online/total</c>, <c>nodes/weighted</c> and <c>nodes/instances</c>, for the default tenant.</summary>
    /// <remarks>Whoever reaches it can push to everybody. So it answers 403 unless what is returned is given <c>RequireAuthorization(…)</c> or
    /// <c>RequireHost("*:3111")</c> with a port that the server listens on, or <see cref="GoimApiOptions.Open"/> says that everybody may.</remarks>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">Where.</param>
    /// <param name="configure">Changes settings.</param>
    /// <returns>For <c>RequireAuthorization</c>, <c>RequireHost</c> and other conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddImKit</c> was not called.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static IEndpointConventionBuilder MapGoimApi(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/goim", Action<GoimApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new GoimApiOptions();
        configure?.Invoke(options);
        options.Validate();
        var api = new GoimApi(endpoints.ServiceProvider, options);
        var group = endpoints.MapGroup(prefix);
        foreach (var (method, path, handle) in api.Endpoints)
            group.MapMethods(path, [method], handle).WithDisplayName($"goim {method} {path}");
        return group;
    }

    /// <summary>As <see cref="MapGoimApi(IEndpointRouteBuilder, string, Action{GoimApiOptions}?)"/> under <c>/goim</c>.</summary>
    public static IEndpointConventionBuilder MapGoimApi(this IEndpointRouteBuilder endpoints, Action<GoimApiOptions> configure) =>
        endpoints.MapGoimApi("/goim", configure);
}
