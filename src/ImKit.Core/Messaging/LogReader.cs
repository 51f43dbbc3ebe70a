using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Reads a log as one member may see it: from where their view starts, and only while they are a member. Any thread.</summary>
internal sealed class LogReader(IMessageStore messages, IConversationStore conversations, EntryView view, Receipts receipts)
{
    public const int MaxLimit = 200;

    /// <summary>What follows a position, if the log contains exactly that.</summary>
    public async ValueTask<Result<LogSlice>> PullAsync(
        ConversationKey conversation, UserId reader, LogPosition position, int limit, CancellationToken cancel)
    {
        var opened = await OpenAsync(conversation, reader, cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return opened.Error;
        var log = opened.Value;
        var start = log.StartOf(position);
        if (!start.Ok)
            return start.Error;
        limit = Math.Clamp(limit, 1, MaxLimit);
        // The entry at the start comes along: its id proves the position, or tells the id at the floor.
        var (anchor, anchored) = (start.Value, start.Value > log.Trimmed);
        var entries = log.Known(await messages.ReadForwardAsync(
            conversation, anchored ? anchor : anchor + 1, anchored ? limit + 1 : limit, cancel).ConfigureAwait(false));
        if (!anchored)
            return await view.ShowAsync(log, log.Slice(entries, anchor, log.TrimmedId), cancel).ConfigureAwait(false);
        if (entries.Count == 0 || entries[0].Seq != anchor || (position.Seq != 0 && entries[0].Id != position.IdAtSeq))
            return ImError.Reset;
        return await view.ShowAsync(log, log.Slice([.. entries.Skip(1)], anchor, entries[0].Id), cancel).ConfigureAwait(false);
    }

    /// <summary>What came before a seq, ascending, down to where the view starts.</summary>
    public async ValueTask<Result<LogSlice>> HistoryAsync(
        ConversationKey conversation, UserId reader, long beforeSeq, int limit, CancellationToken cancel)
    {
        var opened = await OpenAsync(conversation, reader, cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return opened.Error;
        var log = opened.Value;
        limit = Math.Clamp(limit, 1, MaxLimit);
        var entries = await messages.ReadBackwardAsync(
            conversation, Math.Min(beforeSeq, log.Head + 1), limit + 1, cancel).ConfigureAwait(false);
        return await view.ShowAsync(log, log.Page([.. entries.Reverse()], limit), cancel).ConfigureAwait(false);
    }

    /// <summary>Present members after a user.</summary>
    public async ValueTask<Result<IReadOnlyList<Member>>> MembersAsync(
        ConversationKey conversation, UserId reader, UserId after, int limit, CancellationToken cancel)
    {
        var opened = await OpenAsync(conversation, reader, cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return opened.Error;
        limit = Math.Clamp(limit, 1, StoreArguments.MaxKeys);
        var members = await conversations.ListMembersAsync(conversation, after, limit, cancel).ConfigureAwait(false);
        var given = receipts.AreGiven(opened.Value.MemberCount);
        return Result<IReadOnlyList<Member>>.Of([.. members.Select(member => member.User == reader ? member : Shown(member, given))]);
    }

    /// <summary>Without what is another's own.</summary>
    private static Member Shown(Member member, bool receipts) => new()
    {
        User = member.User,
        Role = member.Role,
        Floor = member.Floor,
        Read = receipts ? member.Read : default,
        LastSent = receipts ? member.LastSent : default,
    };

    private async ValueTask<Result<LogView>> OpenAsync(ConversationKey conversation, UserId reader, CancellationToken cancel)
    {
        while (true)
        {
            // The head first, and nothing beyond it is shown: what is shown was there when the reader was found to be a member.
            var heads = await conversations.GetHeadsAsync([conversation], cancel).ConfigureAwait(false);
            if (heads[0] is not { } head)
                return ImError.NotFound;
            var member = await conversations.FindMemberAsync(conversation, reader, cancel).ConfigureAwait(false);
            if (member is null || !EntryRules.IsPresent(member.Role))
                return ImError.NotMember;
            if (member.Start.Seq <= head.Last.Seq)
                return new LogView(head, member);
            // They joined, or cleared, between the two reads.
        }
    }
}
