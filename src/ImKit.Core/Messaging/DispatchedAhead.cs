namespace ImKit.Messaging;

/// <summary>How far looks into the log have dispatched, ahead of entries that still wait in the queue. One outbox worker only.</summary>
internal sealed class DispatchedAhead
{
    private const int Limit = 4096;
    private readonly Dictionary<ConversationKey, (long Epoch, long Seq)> _upTo = [];

    public void Note(ConversationKey conversation, (long Epoch, long Seq) dispatched)
    {
        if (dispatched.Seq == 0)
            return;
        // What is forgotten is pushed twice at worst.
        if (_upTo.Count >= Limit)
            _upTo.Clear();
        _upTo[conversation] = dispatched;
    }

    public bool Covers(ConversationKey conversation, long epoch, long seq)
    {
        if (_upTo.Count == 0 || !_upTo.TryGetValue(conversation, out var dispatched))
            return false;
        if (dispatched.Epoch == epoch && seq <= dispatched.Seq)
            return true;
        _upTo.Remove(conversation);
        return false;
    }

    public void Forget(ConversationKey conversation) => _upTo.Remove(conversation);
}
