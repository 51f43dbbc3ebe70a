using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire.Nodes;

namespace ImKit.Messaging;

/// <summary>Whether this node dispatches a section, and if not: what it tells the one that does. Any thread.</summary>
internal sealed class DispatchSections(
    SectionLeases leases, SectionKeeper keeper, INodeSender sender, NodeIdentity node, MessagingLifetime lifetime)
{
    public bool IsAlone => leases.IsAlone;

    /// <summary>The term under which this node holds a section; 0 if another does, or nobody can be found.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public ValueTask<long> TermAsync(int section)
    {
        var term = leases.TermOf(SectionKind.Dispatch, section);
        return term > 0 || HolderOf(section) != default ? new(term) : LookAsync(section);
    }

    /// <summary>Tells the holder what this node has committed. It is a hint: what is lost, or has no holder yet, is found in the store by who takes
    /// the section, and by its sweeps.</summary>
    public ValueTask PassOnAsync(int section, IReadOnlyList<DispatchItem> batch)
    {
        var holder = HolderOf(section);
        var hint = holder == default ? null : Hint(batch);
        return hint is null
            ? default
            : sender.SendAsync(holder, $"dispatch-{section}", new NodeMessage { DispatchHint = hint }, lifetime.Stopped);
    }

    private async ValueTask<long> LookAsync(int section)
    {
        await keeper.RefreshAsync().WaitAsync(lifetime.Stopped).ConfigureAwait(false);
        return leases.TermOf(SectionKind.Dispatch, section);
    }

    /// <summary>The other node that holds a section; the default value if none is known.</summary>
    private NodeId HolderOf(int section)
    {
        var holder = leases.HolderOf(SectionKind.Dispatch, section);
        return holder == node.Id ? default : holder;
    }

    private static DispatchHint? Hint(IReadOnlyList<DispatchItem> batch)
    {
        var hints = new Dictionary<ConversationKey, Committed>();
        foreach (var item in batch)
        {
            if (item.StaysHere)
                continue;
            var (first, last) = item.Entry is { } entry ? (entry.Seq, entry.Seq) : (0, item.UpTo);
            if (!hints.TryGetValue(item.Conversation, out var hint))
            {
                var (tenant, id) = item.Conversation;
                hints[item.Conversation] = hint = new Committed { Tenant = tenant.Value, Conversation = id.Value, First = first };
            }

            hint.Last = Math.Max(hint.Last, last);
        }

        return hints.Count > 0 ? new DispatchHint { Committed = { hints.Values } } : null;
    }
}
