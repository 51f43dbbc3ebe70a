using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImKit;

/// <summary>Maps the list of nodes into the host's routes.</summary>
public static class ImKitNodesEndpointExtensions
{
    /// <summary>Tells clients which nodes to try, in which order: GET with the parameters <c>user</c> or <c>key</c>, <c>region</c> and <c>transport</c>, all of which may be left out.</summary>
    /// <remarks>Only nodes with <see cref="NodeOptions.Endpoints"/> are told, and of each only its region and these. Whoever reaches it learns the addresses of all
    /// nodes, so it answers 403 unless what is returned is given <c>RequireAuthorization(…)</c> or <c>RequireHost("*:3111")</c> with a port that the server listens on, or
    /// <see cref="ImKitNodesOptions.Open"/> says that everybody may ask.</remarks>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">Where.</param>
    /// <param name="configure">Changes settings.</param>
    /// <returns>For <c>RequireAuthorization</c>, <c>RequireCors</c>, <c>RequireRateLimiting</c> and other conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddImKit</c> was not called.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static IEndpointConventionBuilder MapImKitNodes(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/im/nodes", Action<ImKitNodesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ImKitNodesOptions();
        configure?.Invoke(options);
        options.Validate();
        RequestDelegate handle = new NodesEndpoint(endpoints.ServiceProvider, options).HandleAsync;
        return endpoints.MapMethods(pattern, [HttpMethods.Get], handle).WithDisplayName($"ImKit nodes {pattern}");
    }

    /// <summary>As <see cref="MapImKitNodes(IEndpointRouteBuilder, string, Action{ImKitNodesOptions}?)"/> at <c>/im/nodes</c>.</summary>
    public static IEndpointConventionBuilder MapImKitNodes(this IEndpointRouteBuilder endpoints, Action<ImKitNodesOptions> configure) =>
        endpoints.MapImKitNodes("/im/nodes", configure);
}
