namespace ImKit;

/// <summary>Settings of one WebSocket endpoint.</summary>
public sealed class ImKitEndpointOptions
{
    /// <summary>Origins other than the endpoint's own host whose pages may connect, such as <c>https://app.example.com</c>; <c>*</c> for all. Empty by default.</summary>
    /// <remarks>A browser names the page's origin; other clients name none and are let in. Whoever lets cookies log in must not name <c>*</c>.</remarks>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Subprotocols the endpoint speaks; the first that the client offers is chosen. None by default.</summary>
    public IList<string> SubProtocols { get; } = [];
}
