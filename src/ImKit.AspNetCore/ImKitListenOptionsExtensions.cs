using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImKit;

/// <summary>Serves raw TCP connections on an endpoint of Kestrel's.</summary>
public static class ImKitListenOptionsExtensions
{
    /// <summary>Makes the endpoint speak ImKit's protocol over bare TCP instead of HTTP; with TLS if <c>UseHttps</c> stands before it.</summary>
    /// <param name="listen">The endpoint.</param>
    /// <returns>The same endpoint.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static ListenOptions UseImKit(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var endpoint = new StreamEndpoint(listen.ApplicationServices.GetTransport(nameof(UseImKit)));
        listen.Run(endpoint.HandleAsync);
        return listen;
    }
}
