using System.Net;
using Microsoft.AspNetCore.Http;

namespace ImKit.Transports.AspNetCore;

/// <summary>What the authenticator may ask of the request that opened a connection.</summary>
/// <remarks>A copy: an authenticator may still run when the connection has ended and the server has given the request's objects to another client.</remarks>
internal static class RequestSnapshot
{
    public static ConnectionOrigin Origin(HttpContext context)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Headers)
            values[name] = value.ToString();
        // No header can be called so: a question mark is not allowed in its name.
        foreach (var (name, value) in context.Request.Query)
            values["?" + name] = value.ToString();
        return new ConnectionOrigin
        {
            Transport = "aspnetcore",
            Secure = context.Request.IsHttps,
            Principal = context.User.Identity is { IsAuthenticated: true } ? context.User : null,
            Header = name => values.GetValueOrDefault(name),
        };
    }

    public static IPEndPoint? Remote(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort);
    }
}
