using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Conversations as one user sees them now: rows and heads in one batched query each. Any thread.</summary>
internal sealed class StateReader(IConversationStore conversations, IMessageStore messages, DirectPeers peers)
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
        // The heads first: a message of the reader's own, or their removal, that comes between the reads must not be counted or shown.
        var heads = await conversations.GetHeadsAsync(
            [.. wanted.Select(w => new ConversationKey(tenant, w.Id))], cancel).ConfigureAwait(false);
        var members = await conversations.FindMembershipsAsync(tenant, reader, [.. wanted.Select(static w => w.Id)], cancel).ConfigureAwait(false);
        var states = new List<ConversationState>(wanted.Count);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (members[i] is not { } member || heads[i] is not { } head)
                continue;
            states.Add(!EntryRules.IsPresent(member.Role)
                ? Left(head, member, wanted[i].Version)
                : await PresentAsync(head, member, wanted[i].Version, cancel).ConfigureAwait(false));
        }

        return states;
    }

    /// <summary>Of a conversation that was left, nothing is told but that.</summary>
    private static ConversationState Left(ConversationHead head, Member member, long version) =>
        new(head.Conversation.Id, "", head.Epoch, default, default, member, 0, 0, default, null, version);

    private async ValueTask<ConversationState> PresentAsync(ConversationHead head, Member member, long version, CancellationToken cancel)
    {
        var peer = await peers.FindAsync(head.Conversation, member.User, cancel).ConfigureAwait(false);
        LogEntry? last = null;
        if (head.Last.Seq > member.Floor.Seq)
        {
            var newest = await messages.ReadBackwardAsync(head.Conversation, head.Last.Seq + 1, 1, cancel).ConfigureAwait(false);
            last = newest.Count > 0 ? newest[0] : null;
        }

        return new ConversationState(
            head.Conversation.Id, head.Title, head.Epoch, head.Last, head.LastId, member, member.Unread(head.Last), head.MemberCount, peer,
            last, version);
    }
}
