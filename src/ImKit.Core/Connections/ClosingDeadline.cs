using ImKit.Timing;

namespace ImKit.Connections;

/// <summary>A WebSocket that is being closed, and how long its client may take to answer. Exists only from then on. Loop thread only.</summary>
internal sealed class ClosingDeadline(WebSocketConnection connection, CloseReason reason) : WheelTimer
{
    public CloseReason Reason { get; } = reason;

    internal override void OnDeadline() => connection.EndNow();
}
