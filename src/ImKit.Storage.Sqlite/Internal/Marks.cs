namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Cursors that only move forward and what else is a user's own, within the writer's transaction. The writer's thread only.</summary>
internal static class Marks
{
    public static Member? Read(WriteSession session, (ConversationKey Conversation, UserId User, long Seq) mark)
    {
        if (FindPresent(session, mark.Conversation, mark.User) is not var (log, member))
            return null;
        if (mark.Seq > member.Row.Read.Seq && session.Entries.PlaceOf(log, mark.Seq) is var place && place.Seq > member.Row.Read.Seq)
            session.Logs.Set(log, member.Row with { Read = place });
        if (member.Row.MarkedUnread)
            session.Logs.SetOwn(log, member.Row with { MarkedUnread = false });
        session.Logs.Flush();
        return member.Row;
    }

    /// <summary>Changes what is the user's own.</summary>
    public static Member? Update(WriteSession session, (ConversationKey Conversation, UserId User, MemberUpdate Update) what)
    {
        if (FindPresent(session, what.Conversation, what.User) is not var (log, member))
            return null;
        var (row, update) = (member.Row, what.Update);
        session.Logs.SetOwn(log, row with
        {
            ClearedTo = update.ClearTo > row.ClearedTo.Seq ? Position.Max(row.ClearedTo, session.Entries.PlaceOf(log, update.ClearTo)) : row.ClearedTo,
            HiddenTo = update.Hidden switch { true => log.Last, false => default, null => row.HiddenTo },
            Muted = update.Muted ?? row.Muted,
            Pinned = update.Pinned ?? row.Pinned,
            MarkedUnread = update.MarkedUnread ?? row.MarkedUnread,
            Draft = update.Draft ?? row.Draft,
        });
        session.Logs.Flush();
        return member.Row;
    }

    /// <summary>Removes entries for one user.</summary>
    public static Member? Removed(WriteSession session, (ConversationKey Conversation, UserId User, IReadOnlyList<long> Seqs) what)
    {
        if (FindPresent(session, what.Conversation, what.User) is not var (log, member))
            return null;
        session.Targets.Remove(log, what.User, what.Seqs);
        return member.Row;
    }

    /// <summary>Records how far conversations are dispatched, each under the term of its section.</summary>
    public static FencedStatus Dispatched(WriteSession session, IReadOnlyList<DispatchMark> marks)
    {
        var terms = new long?[Sections.Count];
        var status = FencedStatus.Written;
        foreach (var mark in marks)
        {
            var section = Sections.OfConversation(mark.Conversation);
            if (mark.Term != (terms[section] ??= session.Sections.Term(SectionKind.Dispatch, section)))
                status = FencedStatus.Refused;
            else if (session.Logs.Find(mark.Conversation) is { } log)
                Dispatched(session, log, Math.Min(mark.Seq, log.Last.Seq));
        }

        session.Logs.Flush();
        return status;
    }

    private static void Dispatched(WriteSession session, LogState log, long seq)
    {
        if (seq <= log.DispatchedSeq)
            return;
        log.DispatchedSeq = seq;
        session.Logs.SetChanged(log);
    }

    private static (LogState Log, MemberState Member)? FindPresent(WriteSession session, ConversationKey conversation, UserId user) =>
        session.Logs.Find(conversation) is { } log && session.Logs.FindMember(log, user) is { } member && EntryRules.IsPresent(member.Row.Role)
            ? (log, member)
            : null;
}
