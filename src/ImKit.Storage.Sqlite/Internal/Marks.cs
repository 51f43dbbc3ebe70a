namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Cursors that only move forward, within the writer's transaction. The writer's thread only.</summary>
internal static class Marks
{
    public static Member? Read(WriteSession session, (ConversationKey Conversation, UserId User, long Seq) mark)
    {
        if (session.Logs.Find(mark.Conversation) is not { } log ||
            session.Logs.FindMember(log, mark.User) is not { Row.Role: not MemberRole.None } member)
            return null;
        if (mark.Seq > member.Row.Read.Seq && session.Entries.PlaceOf(log, mark.Seq) is var place && place.Seq > member.Row.Read.Seq)
        {
            session.Logs.Set(log, member.Row with { Read = place });
            session.Logs.Flush();
        }

        return member.Row;
    }

    public static bool Dispatched(WriteSession session, IReadOnlyList<DispatchMark> marks)
    {
        foreach (var mark in marks)
        {
            if (session.Logs.Find(mark.Conversation) is not { } log)
                continue;
            var seq = Math.Min(mark.Seq, log.Last.Seq);
            if (seq <= log.DispatchedSeq)
                continue;
            log.DispatchedSeq = seq;
            session.Logs.SetChanged(log);
        }

        session.Logs.Flush();
        return true;
    }
}
