using System.Diagnostics.CodeAnalysis;
using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace ImKit;

/// <summary>Maps health endpoints into the host's routes.</summary>
public static class ImKitHealthEndpointExtensions
{
    /// <summary>Maps <c>live</c> (the process works; restart it if not) and <c>ready</c> (send it clients; 503 before the start and from the first moment of a
    /// drain on). They ask all health checks with the tag of that name, ImKit's and the host's own.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">Where.</param>
    /// <returns>For conventions on both.</returns>
    public static IEndpointConventionBuilder MapImKitHealth(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/health")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var group = endpoints.MapGroup(prefix);
        foreach (var tag in (string[])["live", "ready"])
        {
            group.MapHealthChecks(tag, new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains(tag),
                ResponseWriter = HealthReportWriter.WriteAsync,
            });
        }

        return group;
    }
}
