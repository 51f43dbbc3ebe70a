using ImKit.Storage;
using ImKit.Wire.Nodes;

namespace ImKit.Messaging;

/// <summary>Takes what other nodes say they have committed in sections that this one holds. Any thread.</summary>
internal sealed class DispatchHints(SectionLeases leases, SectionKeeper keeper, Outbox outbox)
{
    public void Take(DispatchHint hint)
    {
        // A node that was believed alone may have dispatched and marked past what it did not know of: that once the mark does not count.
        var unaware = leases.IsAlone;
        leases.IsAlone = false;
        foreach (var committed in hint.Committed)
        {
            if (!TenantId.TryCreate(committed.Tenant, out var tenant) || !ConversationId.TryCreate(committed.Conversation, out var id))
                continue;
            var conversation = new ConversationKey(tenant, id);
            if (leases.TermOf(SectionKind.Dispatch, Sections.OfConversation(conversation)) > 0)
                outbox.Hint(conversation, committed.Last, unaware ? committed.First : 0);
            else
                keeper.Wake();
        }
    }
}
