namespace ImKit.Messaging;

/// <summary>Member lists of conversations with recent traffic, bounded in users. One section's worker only, so it needs no lock.</summary>
/// <remarks>A list is valid only for the seq that follows the one it was last used for. So an entry that another node appended and
/// dispatched, which may have changed the members, makes the list invalid without anybody telling this node.</remarks>
internal sealed class AudienceCache(int maxUsers)
{
    private readonly Dictionary<ConversationKey, Audience> _lists = [];
    private readonly Queue<ConversationKey> _ages = new();
    private int _users;

    /// <summary>The list, if it holds for this run.</summary>
    public Audience? Find(DispatchRun run) =>
        !run.IsMembership && _lists.TryGetValue(run.Conversation, out var audience) && audience.AsOf == run.First - 1 ? audience : null;

    public void Put(ConversationKey conversation, Audience audience)
    {
        if (_lists.TryGetValue(conversation, out var old))
            _users -= Weight(old);
        else
            _ages.Enqueue(conversation);
        _lists[conversation] = audience;
        _users += Weight(audience);
        while (_users > maxUsers && _ages.TryDequeue(out var oldest))
        {
            if (_lists.Remove(oldest, out var dropped))
                _users -= Weight(dropped);
        }
    }

    /// <summary>Also an empty list takes room.</summary>
    private static int Weight(Audience audience) => audience.Count + 1;
}
