namespace ImKit.Storage;

internal sealed partial class InMemoryLog
{
    public LogEntry[] ReadForward(long fromSeq, int limit)
    {
        lock (_gate)
            return _entries.Forward(fromSeq, limit);
    }

    public LogEntry[] ReadBackward(long beforeSeq, int limit)
    {
        lock (_gate)
            return _entries.Backward(beforeSeq, limit);
    }

    /// <summary>The head, or null while there is no entry.</summary>
    public ConversationHead? Head()
    {
        lock (_gate)
        {
            return Last.Seq == 0 ? null : new ConversationHead
            {
                Conversation = _key,
                Epoch = _settings.Epoch,
                Last = Last,
                LastId = _entries.LastId,
                Trimmed = _entries.Trimmed,
                TrimmedId = _entries.TrimmedId,
                DispatchedSeq = _dispatchedSeq,
                MemberCount = _members.Count,
                Title = _settings.Title,
                Info = _settings.Info,
                Speak = _settings.Speak,
                Dissolved = _dissolved,
                MentionedAll = _mentionedAll,
            };
        }
    }

    public void MarkDispatched(long seq)
    {
        lock (_gate)
            _dispatchedSeq = Math.Max(_dispatchedSeq, Math.Min(seq, Last.Seq));
    }

    public void Trim(long throughSeq)
    {
        lock (_gate)
        {
            var through = Math.Min(throughSeq, _dispatchedSeq);
            if (through <= _entries.Trimmed.Seq)
                return;
            _entries.Trim(through);
            _targets.Trim(_entries.Trimmed);
        }
    }

    /// <summary>Forgets dedup keys of trimmed entries older than a time.</summary>
    public int Prune(long before, int limit)
    {
        lock (_gate)
        {
            if (_entries.Trimmed.Seq == 0)
                return 0;
            var old = _dedup.Where(pair => pair.Value.Place.Seq <= _entries.Trimmed.Seq && pair.Value.Time < before)
                .Select(pair => pair.Key).Take(limit).ToArray();
            foreach (var key in old)
                _dedup.Remove(key);
            return old.Length;
        }
    }

    public Member? FindMember(UserId user)
    {
        lock (_gate)
            return _members.Find(user);
    }

    public Member[] ListMembers(UserId after, int limit)
    {
        lock (_gate)
            return _members.List(after, limit);
    }

    public Member? MarkRead(UserId user, long seq)
    {
        lock (_gate)
            return _members.MarkRead(user, _entries.PlaceOf(seq));
    }

    public Member? UpdateMember(UserId user, MemberUpdate update)
    {
        lock (_gate)
            return _members.Update(user, update, _entries.PlaceOf(update.ClearTo), Last);
    }

    public Member? RemoveEntries(UserId user, IReadOnlyList<long> seqs)
    {
        lock (_gate)
        {
            if (!_members.IsPresent(user))
                return null;
            for (var i = 0; i < seqs.Count; i++)
                _targets.Remove(user, seqs[i]);
            return _members.Find(user);
        }
    }

    public long[] ReadRemoved(UserId user, long afterSeq, int limit)
    {
        lock (_gate)
            return _targets.Removed(user, afterSeq, limit);
    }

    public long CountRemoved(UserId user, long after, long through)
    {
        lock (_gate)
            return _targets.CountRemoved(user, after, through);
    }

    public MentionCount CountMentions(UserId user, long after, long through)
    {
        lock (_gate)
            return _targets.CountMentions(user, after, through);
    }

    public ReactionCount[] ReadReactions(UserId reader, IReadOnlyList<long> seqs)
    {
        lock (_gate)
            return _targets.Reactions(reader, seqs);
    }
}
