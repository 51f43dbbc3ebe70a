using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire.Nodes;

namespace ImKit.Messaging;

/// <summary>Whether this node dispatches a section, and if not: what it tells the one that does. Any thread.</summary>
internal sealed class DispatchSections(
    SectionLeases leases, SectionKeeper keeper, INodeSender sender, NodeIdentity node, MessagingLifetime lifetime, ImKitOptions options)
{
    public bool IsAlone => leases.IsAlone;

    /// <summary>The term under which this node holds a section; 0 if it does not.</summary>
    public long TermOf(int section) => leases.TermOf(SectionKind.Dispatch, section);

    /// <summary>Looks at the store for a section of which nobody is known to hold it, if this node could take it.</summary>
    /// <returns>The term under which this node holds it; 0 if another does, or nobody can be found.</returns>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async ValueTask<long> FindTermAsync(int section)
    {
        // Without the role it never gets one. While nobody dispatches, no message costs a look: the keeper's own find who comes, and the sweeps of that
        // one find what was passed over.
        if (options.Roles.HasFlag(NodeRoles.Dispatch) && HolderOf(section) == default)
            await keeper.RefreshAsync().WaitAsync(lifetime.Stopped).ConfigureAwait(false);
        return TermOf(section);
    }

    /// <summary>Tells the holder what this node has committed. It is a hint: what is lost, or has no holder yet, is found in the store by who takes
    /// the section, and by its sweeps.</summary>
    public async ValueTask PassOnAsync(int section, IEnumerable<DispatchItem> batch)
    {
        var holder = HolderOf(section);
        var hint = holder == default ? null : Hint(batch);
        if (hint is not null)
            await sender.SendAsync(holder, $"dispatch-{section}", new NodeMessage { DispatchHint = hint }, lifetime.Stopped).ConfigureAwait(false);
    }

    /// <summary>The other node that holds a section; the default value if none is known.</summary>
    private NodeId HolderOf(int section)
    {
        var holder = leases.HolderOf(SectionKind.Dispatch, section);
        return holder == node.Id ? default : holder;
    }

    private static DispatchHint? Hint(IEnumerable<DispatchItem> batch)
    {
        var hints = new Dictionary<ConversationKey, Committed>();
        foreach (var item in batch)
        {
            if (item.Look is { StaysHere: true })
                continue;
            var (first, last) = item.Look is { } look ? (0, look.UpTo) : (item.Entry!.Seq, item.Entry.Seq);
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
