using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Threading;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>The other nodes, as who holds sections sees them: which live and want sections, and what they are told. One keeper's worker only.</summary>
internal sealed partial class SectionPeers(
    INodeRegistry registry, INodeSender sender, NodeIdentity node, StoreCalls calls, TimeProvider time, ImKitOptions options, ILogger<SectionPeers> logger)
{
    private readonly Dictionary<NodeId, long> _suspects = [];
    private IReadOnlyList<NodeInfo> _known = [];

    /// <summary>Whether any other node lives, also one that wants no sections.</summary>
    public bool AreThere { get; private set; }

    /// <summary>Asks the registry anew. If it does not answer, what it said last stays.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Without the registry the nodes known last go on as they are.")]
    public async ValueTask RefreshAsync(CancellationToken cancel)
    {
        try
        {
            _known = await calls.RunAsync(static (nodes, token) => nodes.ListAsync(token), registry, cancel).ConfigureAwait(false);
            AreThere = _known.Any(other => other.Id != node.Id);
        }
        catch (Exception error)
        {
            LogUnknown(error);
        }
    }

    /// <summary>A node let a lease end, so it does not live as it should, whatever the registry says. It is passed over until the registry has
    /// had the time to notice.</summary>
    public void Suspect(NodeId other)
    {
        if (other != node.Id)
            _suspects[other] = time.GetTimestamp();
    }

    /// <summary>Who shares the sections: nodes that dispatch, live and do not drain, and this one. If all drain, this one keeps what it has.</summary>
    public IReadOnlyList<NodeId> Candidates()
    {
        foreach (var (other, since) in _suspects)
        {
            if (time.GetElapsedTime(since) > options.Node.Lease)
                _suspects.Remove(other);
        }

        var others = _known.Where(other => other.Id != node.Id && other.Weight > 0 && other.Roles.HasFlag(NodeRoles.Dispatch) && !_suspects.ContainsKey(other.Id)).Select(static other => other.Id);
        var drains = _known.Any(self => self.Id == node.Id && self.BootId == node.BootId && self.Weight == 0);
        NodeId[] live = drains ? [.. others] : [.. others, node.Id];
        return live.Length > 0 ? live : [node.Id];
    }

    /// <summary>Tells the others that there is something to take or to give back, so that they need not wait for their next look.</summary>
    public async ValueTask TellChangedAsync()
    {
        foreach (var other in _known)
        {
            if (other.Id != node.Id)
                await sender.SendAsync(other.Id, "sections", new NodeMessage { SectionsChanged = new SectionsChanged() }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    [LoggerMessage(4083, LogLevel.Warning, "The registry of nodes did not answer; sections stay with the nodes known last")]
    private partial void LogUnknown(Exception error);
}
