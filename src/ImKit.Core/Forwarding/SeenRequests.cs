using ImKit.Nodes;

namespace ImKit.Forwarding;

/// <summary>The requests that came last: a broker may bring one twice, and it is carried out once. Any thread.</summary>
internal sealed class SeenRequests
{
    // Far more than a broker repeats: what it has brought and was not told is handled.
    private const int Kept = 65536;
    private readonly Lock _gate = new();
    private readonly HashSet<(NodeId Node, long Boot, long Request)> _seen = [];
    private readonly Queue<(NodeId Node, long Boot, long Request)> _order = new();

    /// <returns>False if it has come before.</returns>
    public bool TryAdd(NodeId node, long boot, long request)
    {
        lock (_gate)
        {
            if (!_seen.Add((node, boot, request)))
                return false;
            _order.Enqueue((node, boot, request));
            if (_order.Count > Kept)
                _seen.Remove(_order.Dequeue());
            return true;
        }
    }
}
