using System.Net;
using ImKit.Transports;

namespace ImKit;

/// <summary>An address to listen on, and what is spoken there. Settings are fixed once the server starts.</summary>
public sealed class ListenEndpoint
{
    private EndpointRules? _rules;

    /// <summary>An endpoint that speaks frames.</summary>
    /// <param name="address">The address; port 0 asks for a free one. <see cref="IPAddress.IPv6Any"/> takes IPv4 too.</param>
    public ListenEndpoint(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address;
    }

    /// <summary>The address.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The address actually bound, with the port that was found where 0 was asked for; null before the server has started. Any thread.</summary>
    public IPEndPoint? Bound { get; internal set; }

    /// <summary>What clients may speak; of several, the first byte of a connection tells which. Default <see cref="ListenProtocols.Frames"/>.</summary>
    public ListenProtocols Protocols { get; set; } = ListenProtocols.Frames;

    /// <summary>Settings of <see cref="ListenProtocols.WebSocket"/>.</summary>
    public WebSocketListenOptions WebSocket { get; } = new();

    /// <summary>Networks of proxies that begin every connection with a PROXY header (version 1 or 2), which then tells the client's address. From them it is
    /// required, from others refused. None by default.</summary>
    public IList<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>What follows from the settings; fixed from the first use on. Any thread.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    internal EndpointRules Rules => _rules ?? Interlocked.CompareExchange(ref _rules, new EndpointRules(this), null) ?? _rules;

    /// <summary>The address and what is spoken there.</summary>
    public override string ToString() => $"{Address} ({Protocols})";
}

/// <summary>What clients may speak on an endpoint.</summary>
[Flags]
public enum ListenProtocols
{
    /// <summary>Nothing; no endpoint may be set to it.</summary>
    None = 0,

    /// <summary>Frames back to back.</summary>
    Frames = 1,

    /// <summary>WebSocket, after an HTTP/1.1 upgrade.</summary>
    WebSocket = 2,

    /// <summary>Either, told apart by the first byte.</summary>
    Both = Frames | WebSocket,
}
