using System.Net;
using Microsoft.AspNetCore.Http;

namespace ImKit.Transports.AspNetCore;

/// <summary>What the authenticator may ask of the request that opened a connection. Any thread.</summary>
/// <remarks>It lasts as long as the connection: afterwards the server gives the request's objects to another client, while an authenticator may
/// still be at work.</remarks>
internal sealed class OpeningRequest(HttpContext context)
{
    private readonly Lock _gate = new();
    private HttpContext? _context = context;

    /// <summary>Called while the request is being handled.</summary>
    public ConnectionOrigin Origin() => new()
    {
        Transport = "aspnetcore",
        Framing = Framing.Message,
        Secure = _context!.Request.IsHttps,
        Principal = _context.User.Identity is { IsAuthenticated: true } ? _context.User : null,
        Header = Read,
    };

    public void Forget()
    {
        lock (_gate)
            _context = null;
    }

    public static IPEndPoint? Remote(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort);
    }

    /// <summary>A header, or a query parameter by its name after a question mark, which no header's name can contain.</summary>
    private string? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            if (_context is not { } context)
                return null;
            var values = name.StartsWith('?') ? context.Request.Query[name[1..]] : context.Request.Headers[name];
            return values.Count == 0 ? null : values.ToString();
        }
    }
}
