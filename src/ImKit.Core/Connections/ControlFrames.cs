namespace ImKit.Connections;

/// <summary>Control frames that cannot leave yet, at most one of each kind. Exists only while there are any. Loop thread only.</summary>
internal sealed class ControlFrames
{
    private byte[]? _pong;
    private byte[]? _close;

    /// <summary>The frame that the transport has taken a part of, or was offered.</summary>
    public byte[]? Sending { get; private set; }

    /// <summary>Bytes of it that are not taken.</summary>
    public int Left { get; set; }

    /// <summary>Whether it is the close frame: nothing follows it.</summary>
    public bool IsClosing { get; private set; }

    public void Begin(byte[] frame, int left, bool closing)
    {
        Sending = frame;
        Left = left;
        IsClosing = closing;
    }

    public void Add(byte[] frame, bool closing)
    {
        // RFC 6455, 5.5.3: of pings that wait for an answer only the last needs one.
        if (closing)
            _close = frame;
        else
            _pong = frame;
    }

    /// <summary>Takes up the next frame.</summary>
    /// <returns>False if there is none.</returns>
    public bool MoveNext()
    {
        Sending = null;
        if (_pong is { } pong)
            Begin(pong, pong.Length, closing: false);
        else if (_close is { } close)
            Begin(close, close.Length, closing: true);
        if (IsClosing)
            _close = null;
        else
            _pong = null;
        return Sending is not null;
    }
}
