using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Finds the entry that somebody wants to change or answer, as they see the log. Any thread.</summary>
internal sealed class TargetReader(IMessageStore messages, IConversationStore conversations)
{
    /// <summary>Who acts and the entry.</summary>
    /// <returns><see cref="ImError.EntryNotFound"/> if there is none that the actor sees and that is a message or a host's own kind.</returns>
    public async ValueTask<Result<Target>> FindAsync(
        ConversationKey conversation, UserId actor, long seq, CancellationToken cancel, bool orRecalled = false)
    {
        var member = await MemberAsync(conversation, actor, cancel).ConfigureAwait(false);
        if (!member.Ok)
            return member.Error;
        if (seq <= member.Value.Start.Seq)
            return ImError.EntryNotFound;
        var entries = await messages.ReadForwardAsync(conversation, seq, 1, cancel).ConfigureAwait(false);
        if (entries.Count == 0 || entries[0].Seq != seq || !EntryRules.CanBeChanged(entries[0].Kind) || (entries[0].Recalled && !orRecalled))
            return ImError.EntryNotFound;
        return new Target(member.Value, entries[0]);
    }

    /// <summary>A present member's row.</summary>
    public async ValueTask<Result<Member>> MemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel)
    {
        var member = await conversations.FindMemberAsync(conversation, user, cancel).ConfigureAwait(false);
        if (member is not null && EntryRules.IsPresent(member.Role))
            return member;
        var heads = await conversations.GetHeadsAsync([conversation], cancel).ConfigureAwait(false);
        return heads[0] is null ? ImError.NotFound : ImError.NotMember;
    }
}

/// <summary>Who acts, and on what.</summary>
internal readonly record struct Target(Member Actor, LogEntry Entry);
