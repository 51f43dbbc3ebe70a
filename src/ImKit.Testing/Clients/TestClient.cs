using System.Net;
using System.Text;

namespace ImKit.Testing;

/// <summary>A client of any version of the protocol over any wire, for tests: it sends, queues what comes, and waits with a deadline.</summary>
/// <remarks>
/// <para>It reads only while it waits for something, so a client that is not asked is a client that does not read. In a simulation a wait
/// runs the scheduler until it is idle, and every call completes before it returns.</para>
/// <para>Threading: one caller at a time.</para>
/// </remarks>
public sealed partial class TestClient : IAsyncDisposable
{
    private int _sequence;

    /// <summary>A client on an open wire, which it owns.</summary>
    public TestClient(IClientWire wire)
    {
        ArgumentNullException.ThrowIfNull(wire);
        Wire = wire;
        _reader = new TestFrameReader(wire.Framing);
    }

    /// <summary>The wire.</summary>
    public IClientWire Wire { get; }

    /// <summary>The version of the session: 1, 2 or 3. Set by the login; frames sent before carry 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>How long a wait may take. Default 10 s.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A client on an in-memory connection.</summary>
    public static TestClient Over(InMemoryClient client) => new(new InMemoryClientWire(client));

    /// <summary>A client on a new TCP connection.</summary>
    public static async ValueTask<TestClient> ConnectTcpAsync(IPEndPoint server, CancellationToken cancel = default) =>
        new(await TcpClientWire.ConnectAsync(server, cancel: cancel).ConfigureAwait(false));

    /// <summary>A client on a new WebSocket connection.</summary>
    /// <param name="server">An address such as <c>ws://127.0.0.1:3102/sub</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static async ValueTask<TestClient> ConnectWebSocketAsync(Uri server, CancellationToken cancel = default) =>
        new(await WebSocketClientWire.ConnectAsync(server, cancel: cancel).ConfigureAwait(false));

    /// <summary>Sends one frame.</summary>
    /// <returns>The frame's seq.</returns>
    public async ValueTask<int> SendAsync(int operation, ReadOnlyMemory<byte> body = default, CancellationToken cancel = default)
    {
        var frame = Frame(operation, body);
        await Wire.SendAsync(frame.ToArray(), cancel).ConfigureAwait(false);
        return frame.Sequence;
    }

    /// <summary>Sends bytes as they are: half frames, several frames, or rubbish.</summary>
    public ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default) => Wire.SendAsync(bytes, cancel);

    /// <summary>A frame of this session with the next seq, not yet sent.</summary>
    public TestFrame Frame(int operation, ReadOnlyMemory<byte> body = default) => new(Version, operation, ++_sequence, body);

    /// <summary>Logs in.</summary>
    /// <param name="token">The body of the login frame, in the form of the server's authenticator.</param>
    /// <param name="version">1, 2 or 3.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="ExpectationException">The login was refused or not answered.</exception>
    public ValueTask<TestFrame> LoginAsync(string token, int version = 1, CancellationToken cancel = default)
    {
        Version = version;
        return RequestAsync(Operations.Login, Encoding.UTF8.GetBytes(token), cancel);
    }

    /// <summary>Sends a request and waits for the frame with its seq; pushes that come before stay queued.</summary>
    /// <exception cref="ExpectationException">No reply came, or the connection ended.</exception>
    public async ValueTask<TestFrame> RequestAsync(int operation, ReadOnlyMemory<byte> body = default, CancellationToken cancel = default)
    {
        var sequence = await SendAsync(operation, body, cancel).ConfigureAwait(false);
        return await ExpectAsync(frame => frame.Sequence == sequence, $"a reply to operation {operation} seq {sequence}", cancel).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RequestAsync(int, ReadOnlyMemory{byte}, CancellationToken)"/> with a body of text.</summary>
    public ValueTask<TestFrame> RequestAsync(int operation, string body, CancellationToken cancel = default) =>
        RequestAsync(operation, Encoding.UTF8.GetBytes(body), cancel);

    /// <summary>Sends a heartbeat and waits for the reply: everything that the server wrote to this client before is then queued.</summary>
    public ValueTask<TestFrame> HeartbeatAsync(CancellationToken cancel = default) => RequestAsync(Operations.Heartbeat, default(ReadOnlyMemory<byte>), cancel);

    /// <summary>Closes in order.</summary>
    public ValueTask CloseAsync(CancellationToken cancel = default) => Wire.CloseAsync(cancel);

    /// <summary>Closes and frees the wire.</summary>
    public ValueTask DisposeAsync() => Wire.DisposeAsync();
}
