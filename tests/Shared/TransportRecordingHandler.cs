using ImKit.Connections;
using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Tests.Shared;

/// <summary>The server's end of one connection under test: of its bytes, or of the WebSocket messages in them.</summary>
internal sealed class TransportRecordingHandler(TransportRecordingHost host, IEventLoop loop, IConnection connection, ConnectionOrigin origin)
    : IConnectionHandler, IMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _pieces = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    public IEventLoop Loop => loop;

    public IConnection Connection => connection;

    public ConnectionOrigin Origin => origin;

    /// <summary>Answers a blocked connection's turn; set it on the loop.</summary>
    public Action<int>? Writable { get; set; }

    public int Closed { get; private set; }

    public Exception? Error { get; private set; }

    public List<CloseReason> Violations { get; } = [];

    public long Received { get; private set; }

    /// <summary>The pieces or messages that have come so far.</summary>
    public List<byte[]> Pieces
    {
        get
        {
            lock (_gate)
                return [.. _pieces];
        }
    }

    public byte[] Bytes => [.. Pieces.SelectMany(static piece => piece)];

    public int MaxMessageBytes => host.MaxMessageBytes;

    /// <summary>Bytes as this connection carries them.</summary>
    public byte[] Encode(byte[] bytes) =>
        origin.Framing == Framing.Message ? WebSocketHeader.Frame(WebSocketOpcode.Binary, bytes) : bytes;

    public void OnData(Span<byte> bytes)
    {
        if (bytes.IsEmpty)
            host.Breach("OnData without data");
        Add(bytes.ToArray());
        // The bytes are the handler's to overwrite.
        bytes.Fill(0xEE);
    }

    public void OnMessage(Span<byte> message, bool text)
    {
        if (message.Length > host.MaxMessageBytes)
            host.Breach($"a message of {message.Length} bytes");
        Add(message.ToArray());
    }

    public void OnReadDone()
    {
        if (!loop.InLoop)
            host.Breach("OnReadDone outside the loop");
    }

    public void OnViolation(CloseReason reason) => Callback("OnViolation", () =>
    {
        Violations.Add(reason);
        connection.Close(reason);
    });

    public void OnWritable(int taken) => Callback("OnWritable", () =>
    {
        if (Writable is null)
            host.Breach("OnWritable without a refused send");
        Writable?.Invoke(taken);
    });

    public void OnClosed(Exception? error) => Callback("OnClosed", () =>
    {
        Closed++;
        Error = error;
    });

    /// <summary>Runs something on the connection's loop and waits for it.</summary>
    public Task RunAsync(Action<IConnection> action) => host.RunAsync(loop, () =>
    {
        action(connection);
        Change();
    });

    /// <summary>Waits until something is so, looking again after every callback.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var pumped = 0; ; pumped++)
        {
            host.Pump();
            Task changed;
            lock (_gate)
            {
                if (condition())
                    return;
                changed = _changed.Task;
            }

            if (host.Simulated && pumped < 1000)
                continue;

            try
            {
                await changed.WaitAsync(TransportRecordingHost.Deadline);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Waited in vain until {what}; received {Received} bytes, closed {Closed} times.");
            }
        }
    }

    private void Add(byte[] bytes) => Callback("OnData", () =>
    {
        _pieces.Add(bytes);
        Received += bytes.Length;
        host.OnData?.Invoke(this, bytes);
    });

    private void Callback(string name, Action action)
    {
        if (!loop.InLoop)
            host.Breach($"{name} outside the loop");
        if (Interlocked.Increment(ref _inside) != 1)
            host.Breach($"{name} inside another callback");
        if (Closed > 0)
            host.Breach($"{name} after OnClosed");
        try
        {
            lock (_gate)
                action();
        }
        catch (Exception error)
        {
            host.Breach($"{name}: {error.Message}");
        }

        Interlocked.Decrement(ref _inside);
        Change();
    }

    private void Change()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
