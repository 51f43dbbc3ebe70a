namespace ImKit;

/// <summary>Settings of WebSocket on one endpoint.</summary>
public sealed class WebSocketListenOptions
{
    /// <summary>Paths that a client may ask for, each compared as a whole. Default <c>/im</c> and, for goim's clients, <c>/sub</c>.</summary>
    public IList<string> Paths { get; } = ["/im", "/sub"];

    /// <summary>Origins other than the endpoint's own host whose pages may connect, such as <c>https://app.example.com</c>; <c>*</c> for all. Empty by default.</summary>
    /// <remarks>A browser names the page's origin; other clients name none and are let in. Whoever lets cookies log in must not name <c>*</c>.</remarks>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Subprotocols the endpoint speaks; the first that the client offers is chosen. None by default.</summary>
    public IList<string> SubProtocols { get; } = [];

    /// <summary>The longest request line, in bytes. 64 to 65,536. Default 4096.</summary>
    public int MaxRequestLineBytes { get; set; } = 4096;

    /// <summary>Header lines a request may have. 8 to 1024. Default 64.</summary>
    public int MaxHeaders { get; set; } = 64;

    /// <summary>The longest request, request line and headers, in bytes. 256 to 65,536. Default 8192.</summary>
    public int MaxRequestBytes { get; set; } = 8192;
}
