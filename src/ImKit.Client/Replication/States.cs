namespace ImKit.Client.Replication;

/// <summary>How a conversation's state changes. Pure.</summary>
internal static class States
{
    /// <summary>Whether a state of the server's was read before something that a push has told already.</summary>
    public static bool IsStale(ClientConversation? known, ClientConversation told) =>
        known is not null && known.Epoch == told.Epoch && known.HeadSeq > told.HeadSeq;

    /// <summary>A state of the server's. One that is stale takes nothing back.</summary>
    public static ClientConversation Merge(ClientConversation? known, ClientConversation told) => IsStale(known, told)
        ? told with { HeadSeq = known!.HeadSeq, HeadOrdinal = known.HeadOrdinal, Last = known.Last, Seen = Math.Max(known.Seen, told.Seen), Unread = known.Unread }
        : told;

    /// <summary>Entries behind the known head: counts on as the server would.</summary>
    public static ClientConversation Grow(ClientConversation known, IReadOnlyList<ClientEntry> entries, string user)
    {
        foreach (var entry in entries)
        {
            if (entry.Seq <= known.HeadSeq)
                continue;
            var own = entry.Countable && entry.Sender == user;
            known = known with
            {
                HeadSeq = entry.Seq,
                HeadOrdinal = Math.Max(known.HeadOrdinal, entry.Ordinal),
                Last = entry,
                Seen = own ? entry.Seq : known.Seen,
                Unread = own ? 0 : known.Unread + (entry.Countable ? 1 : 0),
            };
        }

        return known;
    }
}
