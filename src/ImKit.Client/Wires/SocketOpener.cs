namespace ImKit.Client.Wires;

/// <summary>Opens sockets.</summary>
internal sealed class SocketOpener : IWireOpener
{
    public static bool IsKnown(Uri server) => server.IsAbsoluteUri && (server.Scheme is "ws" or "wss" || (server.Scheme is "tcp" or "tcps" && server.Port > 0));

    public ValueTask<IWire> OpenAsync(Uri server, CancellationToken cancel) => server.Scheme is "ws" or "wss"
        ? WebSocketWire.OpenAsync(server, cancel)
        : StreamWire.OpenAsync(server.DnsSafeHost, server.Port, server.Scheme == "tcps", cancel);
}
