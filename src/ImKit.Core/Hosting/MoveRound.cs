using ImKit.Channels;
using ImKit.Nodes;

namespace ImKit.Hosting;

/// <summary>One round in which clients are let go to other nodes: who may be, and how many. Any thread.</summary>
/// <param name="nodes">The nodes as they were at its beginning.</param>
/// <param name="self">This node.</param>
/// <param name="channels">What it holds.</param>
/// <param name="keep">What it keeps: its share.</param>
/// <param name="newest">The newest session that was there a round ago: later ones are left in peace.</param>
internal sealed class MoveRound(IReadOnlyList<NodeInfo> nodes, NodeId self, ChannelRegistry channels, int keep, long newest)
{
    private int _left = channels.Count - keep;

    /// <summary>Whether nobody is let go any more.</summary>
    public bool IsOver => Volatile.Read(ref _left) <= 0;

    /// <summary>Whether a session is not new, and its user would be sent to another node.</summary>
    public bool Concerns(SessionRecord session) =>
        session.SessionId <= newest && NodeChoice.First(nodes, session.User.Value) is { } first && first.Id != self;

    /// <summary>Counts one that is let go.</summary>
    /// <returns>False if they are enough, or as many have gone by themselves.</returns>
    public bool TryTake() => channels.Count > keep && Interlocked.Decrement(ref _left) >= 0;

    public void End() => Volatile.Write(ref _left, 0);
}
