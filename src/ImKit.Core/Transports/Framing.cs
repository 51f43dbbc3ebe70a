namespace ImKit.Transports;

/// <summary>How frames are carried over a connection's bytes.</summary>
public enum Framing
{
    /// <summary>Frames stand back to back.</summary>
    Stream = 0,

    /// <summary>WebSocket (RFC 6455): a message holds whole frames. Core speaks it over whatever a transport moves.</summary>
    Message = 1,
}
