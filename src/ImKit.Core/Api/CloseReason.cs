namespace ImKit;

/// <summary>Why a connection ends: the number in operation 6 and in the WebSocket close frame, and a text for people.</summary>
/// <remarks>4000–4499: reconnect. 4500–4999: do not reconnect as you are. Numbers are never reused.</remarks>
/// <param name="Code">4000 to 4999.</param>
/// <param name="Text">At most 120 bytes of UTF-8, without anything secret.</param>
public readonly record struct CloseReason(int Code, string Text)
{
    /// <summary>The node stops; connect to another, or again later.</summary>
    public static CloseReason Drain => new(4000, "server is stopping");

    /// <summary>The client did not read what was sent to it.</summary>
    public static CloseReason SlowConsumer => new(4001, "slow consumer");

    /// <summary>The node has no room now.</summary>
    public static CloseReason Busy => new(4002, "busy");

    /// <summary>No frame came within the heartbeat time.</summary>
    public static CloseReason HeartbeatLost => new(4003, "no heartbeat");

    /// <summary>No complete login came within the handshake deadline.</summary>
    public static CloseReason HandshakeTimeout => new(4004, "no login in time");

    /// <summary>Too many frames per second.</summary>
    public static CloseReason RateExceeded => new(4005, "too many frames");

    /// <summary>The host asked for it; the client may come back.</summary>
    public static CloseReason Kicked => new(4006, "closed by the server");

    /// <summary>Another node has more room for this client; ask which, and connect to it.</summary>
    public static CloseReason Move => new(4007, "another node has more room");

    /// <summary>The token was refused or has expired.</summary>
    public static CloseReason Unauthenticated => new(4500, "unauthenticated");

    /// <summary>The user may not connect.</summary>
    public static CloseReason Banned => new(4501, "banned");

    /// <summary>A later connection took over the key, or the place of its device class.</summary>
    public static CloseReason Replaced => new(4502, "replaced by a later connection");

    /// <summary>The client broke the protocol.</summary>
    public static CloseReason Protocol => new(4503, "protocol error");

    /// <summary>Another device of this class is logged in, and the first one stays.</summary>
    public static CloseReason DeviceRefused => new(4504, "another device of this class is logged in");

    /// <summary>Whether the client should connect again by itself.</summary>
    public bool Reconnect => Code is >= 4000 and < 4500;
}
