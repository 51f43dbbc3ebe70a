using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace ImKit.Client.Wires;

/// <summary>Frames in WebSocket messages. A message holds whole frames, so all messages together are cut as a stream is.</summary>
internal sealed class WebSocketWire(ClientWebSocket socket) : IWire
{
    public int? CloseCode => (int?)socket.CloseStatus;

    public static async ValueTask<IWire> OpenAsync(Uri server, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
            return new WebSocketWire(socket);
        }
        catch (WebSocketException refused) when (socket.HttpStatusCode >= HttpStatusCode.Ambiguous)
        {
            var error = new WireRefusedException($"HTTP status {(int)socket.HttpStatusCode}", RetryAfter(socket), refused);
            socket.Dispose();
            throw error;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel) =>
        socket.SendAsync(frames, WebSocketMessageType.Binary, endOfMessage: true, cancel);

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancel).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                // The server waits for this answer.
                await CloseAsync(cancel).ConfigureAwait(false);
                return 0;
            }

            if (part.Count > 0)
                return part.Count;
        }
    }

    public async ValueTask CloseAsync(CancellationToken cancel)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TimeSpan? RetryAfter(ClientWebSocket socket) =>
        socket.HttpResponseHeaders is { } headers && headers.TryGetValue("Retry-After", out var values)
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
