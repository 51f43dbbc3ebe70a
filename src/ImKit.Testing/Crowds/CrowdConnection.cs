using System.Net;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>One client of a crowd, both ends in one: it counts what it gets, and keeps nothing. Loop thread only, save for the count.</summary>
internal sealed class CrowdConnection(CrowdPart part) : IConnection
{
    private IConnectionHandler? _handler;
    private long _received;
    private bool _paused;
    private bool _closing;

    public static ConnectionOrigin Origin { get; } = new() { Transport = "memory", Secure = true };

    public IPEndPoint? Remote => null;

    public long ReceivedBytes => Volatile.Read(ref _received);

    public void Begin(IConnectionHandler handler) => _handler = handler;

    /// <summary>Gives bytes to the server.</summary>
    /// <returns>False if it does not read now, or never again.</returns>
    public bool TrySend(Span<byte> bytes)
    {
        if (_handler is null || _paused || _closing)
            return false;
        _handler.OnData(bytes);
        return true;
    }

    public int Send(byte[] bytes, int offset, int count) => Take(count);

    public int Send(ReadOnlySpan<byte> bytes) => Take(bytes.Length);

    public void PauseReading() => _paused = true;

    public void ResumeReading() => _paused = false;

    public void Close(CloseReason reason) => Abort();

    public void Abort()
    {
        if (_closing)
            return;
        _closing = true;
        part.EndSoon(this);
    }

    /// <summary>The connection is gone.</summary>
    /// <returns>False if it was before.</returns>
    public bool End(Exception? error)
    {
        if (_handler is not { } handler)
            return false;
        _handler = null;
        _closing = true;
        part.CountEnd();
        handler.OnClosed(error);
        return true;
    }

    private int Take(int count)
    {
        if (_closing)
            return 0;
        _received += count;
        part.CountWrite();
        return count;
    }
}
