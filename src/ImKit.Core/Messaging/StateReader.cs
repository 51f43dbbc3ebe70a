using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Conversations as one user sees them now: rows, heads and counts in one batched query each. Any thread.</summary>
internal sealed class StateReader(IConversationStore conversations, IMessageStore messages, UnreadCounts counts, EntryView view, DirectPeers peers)
{
    /// <summary>Reads states.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="reader">The user.</param>
    /// <param name="wanted">At most 1000 conversations, each with the feed version to report.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>In the order asked for, without conversations of which the user never was a member.</returns>
    public async ValueTask<IReadOnlyList<ConversationState>> ReadAsync(
        TenantId tenant, UserId reader, IReadOnlyList<(ConversationId Id, long Version)> wanted, CancellationToken cancel)
    {
        if (wanted.Count == 0)
            return [];
        var known = await ReadKnownAsync(tenant, reader, wanted, cancel).ConfigureAwait(false);
        await counts.FillAsync(tenant, reader, known, cancel).ConfigureAwait(false);
        var states = new List<ConversationState>(known.Count);
        foreach (var one in known)
            states.Add(one.IsPresent ? await PresentAsync(one, cancel).ConfigureAwait(false) : Left(one));
        return states;
    }

    /// <summary>Heads and rows of the conversations the user is or was a member of.</summary>
    public async ValueTask<List<KnownConversation>> ReadKnownAsync(
        TenantId tenant, UserId reader, IReadOnlyList<(ConversationId Id, long Version)> wanted, CancellationToken cancel)
    {
        // The heads first: a message of the reader's own, or their removal, that comes between the reads must not be counted or shown.
        var heads = await conversations.GetHeadsAsync(
            [.. wanted.Select(w => new ConversationKey(tenant, w.Id))], cancel).ConfigureAwait(false);
        var members = await conversations.FindMembershipsAsync(tenant, reader, [.. wanted.Select(static w => w.Id)], cancel).ConfigureAwait(false);
        var known = new List<KnownConversation>(wanted.Count);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (members[i] is { } member && heads[i] is { } head)
                known.Add(new KnownConversation(head, member, wanted[i].Version));
        }

        return known;
    }

    /// <summary>Of a conversation that was left, nothing is told but that.</summary>
    private static ConversationState Left(KnownConversation one) =>
        new(one.Head.Conversation.Id, "", one.Head.Epoch, default, default, Bare(one.Member), 0, 0, default, null, one.Version);

    private static Member Bare(Member member) => member with { Draft = "", Muted = false, Pinned = false, MarkedUnread = false, HiddenTo = default };

    private async ValueTask<ConversationState> PresentAsync(KnownConversation one, CancellationToken cancel)
    {
        var (head, member) = (one.Head, one.Member);
        var peer = await peers.FindAsync(head.Conversation, member.User, cancel).ConfigureAwait(false);
        var last = head.Last.Seq > member.Start.Seq ? await LastAsync(head, member, cancel).ConfigureAwait(false) : null;
        return new ConversationState(
            head.Conversation.Id, head.Title, head.Epoch, head.Last, head.LastId, member, one.Unread, head.MemberCount, peer, last, one.Version)
        {
            Mentions = one.Mentions.Count,
            LastMention = one.Mentions.LastSeq,
            MentionedAll = head.MentionedAll.Ordinal > one.Seen.Ordinal ? head.MentionedAll.Seq : 0,
            Hidden = member.IsHidden(head.Last),
            Info = head.Info,
            Speak = head.Speak,
            Dissolved = head.Dissolved,
        };
    }

    private async ValueTask<LogEntry?> LastAsync(ConversationHead head, Member member, CancellationToken cancel)
    {
        var newest = await messages.ReadBackwardAsync(head.Conversation, head.Last.Seq + 1, 1, cancel).ConfigureAwait(false);
        return newest.Count == 0 ? null : (await view.ShowAsync(head.Conversation, member, newest, cancel).ConfigureAwait(false))[0];
    }
}
