using ImKit.Wire;

namespace ImKit.Protocol;

/// <summary>What is counted of a push of entries: made once, shared by all connections that get it. Immutable.</summary>
internal sealed class PushedEntries
{
    private PushedEntries(ConversationId conversation, EntriesPush push, string? sender)
    {
        Conversation = conversation;
        Epoch = push.Epoch;
        Count = push.Entries.Count;
        Last = push.First + Count - 1;
        Sender = sender;
    }

    public ConversationId Conversation { get; }

    public long Epoch { get; }

    public int Count { get; }

    /// <summary>The seq of the last one.</summary>
    public long Last { get; }

    /// <summary>Who sent all of them; null if several did.</summary>
    public string? Sender { get; }

    /// <summary>Null for a push that names no conversation or brings nothing: there is nothing to count.</summary>
    public static PushedEntries? Of(EntriesPush push)
    {
        if (push.Entries.Count == 0 || !ConversationId.TryCreate(push.ConversationId, out var conversation))
            return null;
        var sender = push.Entries[0].Sender;
        for (var i = 1; i < push.Entries.Count; i++)
        {
            if (!string.Equals(push.Entries[i].Sender, sender, StringComparison.Ordinal))
                return new PushedEntries(conversation, push, null);
        }

        return new PushedEntries(conversation, push, sender);
    }
}
