namespace ImKit.Storage;

/// <summary>The entries of one log that are not trimmed. Its log's lock guards it.</summary>
internal sealed class InMemoryEntries
{
    private readonly List<LogEntry> _entries = [];

    public Position Last { get; private set; }

    public MessageId LastId { get; private set; }

    public Position Trimmed { get; private set; }

    public MessageId TrimmedId { get; private set; }

    public void Add(LogEntry entry)
    {
        _entries.Add(entry);
        Last = new Position(entry.Seq, entry.Ordinal);
        LastId = entry.Id;
    }

    /// <summary>The entry at a seq, or null if there is none or it is trimmed.</summary>
    public LogEntry? Find(long seq) => seq > Trimmed.Seq && seq <= Last.Seq ? _entries[Index(seq)] : null;

    public void Replace(LogEntry entry) => _entries[Index(entry.Seq)] = entry;

    /// <summary>The place of a seq, at most the head; a trimmed one counts as the trim's, one below 1 as none.</summary>
    public Position PlaceOf(long seq)
    {
        if (seq < 1)
            return default;
        if (seq >= Last.Seq)
            return Last;
        return Find(seq) is { } entry ? new Position(seq, entry.Ordinal) : Trimmed;
    }

    public LogEntry[] Forward(long fromSeq, int limit)
    {
        var start = Math.Max(Math.Max(fromSeq, 1) - 1 - Trimmed.Seq, 0);
        var count = (int)Math.Clamp(_entries.Count - start, 0, limit);
        return count == 0 ? [] : [.. _entries.GetRange((int)start, count)];
    }

    public LogEntry[] Backward(long beforeSeq, int limit)
    {
        var end = (int)Math.Max(Math.Clamp(beforeSeq, 1, Last.Seq + 1) - 1 - Trimmed.Seq, 0);
        var entries = new LogEntry[Math.Min(end, limit)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = _entries[end - 1 - i];
        return entries;
    }

    public void Trim(long throughSeq)
    {
        var last = _entries[Index(throughSeq)];
        _entries.RemoveRange(0, Index(throughSeq) + 1);
        Trimmed = new Position(last.Seq, last.Ordinal);
        TrimmedId = last.Id;
    }

    private int Index(long seq) => (int)(seq - 1 - Trimmed.Seq);
}
