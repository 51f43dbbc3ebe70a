using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What a member may see of a log, by its head and their floor. Immutable.</summary>
internal sealed class LogView(ConversationHead head, Member member)
{
    /// <summary>Nothing up to here can be read, by anybody.</summary>
    public long Trimmed => head.Trimmed.Seq;

    public MessageId TrimmedId => head.TrimmedId;

    /// <summary>Nothing up to here is this member's to see.</summary>
    private long Floor => Math.Max(member.Floor.Seq, head.Trimmed.Seq);

    /// <summary>The seq that reading starts behind; <see cref="ImError.Reset"/> if the position cannot be this log's. A position inside the
    /// readable part is proved by the id of the entry there, which is still to be compared.</summary>
    public Result<long> StartOf(LogPosition position)
    {
        if (position is { Epoch: 0, Seq: 0 })
            return Floor;
        if (position.Epoch != head.Epoch || position.Seq < 0 || position.Seq > head.Last.Seq)
            return ImError.Reset;
        if (position.Seq == 0)
            return Floor;
        if (position.Seq < Floor)
            return ImError.Reset;
        return position.Seq == Trimmed && position.IdAtSeq != TrimmedId ? ImError.Reset : position.Seq;
    }

    /// <summary>Entries that follow a place; Reset if the log was trimmed between the reads.</summary>
    public Result<LogSlice> Slice(IReadOnlyList<LogEntry> entries, long after, MessageId idAtAfter)
    {
        if (entries.Count == 0 ? after < head.Last.Seq : entries[0].Seq != after + 1)
            return ImError.Reset;
        var newest = Newest(entries);
        var more = entries.Count > 0 && entries[^1].Seq < newest.Seq;
        return Slice(newest, after == Floor ? idAtAfter : default, entries, more);
    }

    /// <summary>A page that ends somewhere in the log; one entry more than asked for tells whether there are more, or the id at the floor.</summary>
    public Result<LogSlice> Page(IReadOnlyList<LogEntry> entries, int limit)
    {
        var visible = entries.Where(entry => entry.Seq > Floor).TakeLast(limit).ToArray();
        var more = visible.Length > 0 && visible[0].Seq > Floor + 1;
        var floorId = Floor == Trimmed ? TrimmedId : entries.FirstOrDefault(entry => entry.Seq == Floor)?.Id ?? default;
        return Slice(Newest(entries), floorId, visible, more);
    }

    private LogSlice Slice(Position newest, MessageId floorId, IReadOnlyList<LogEntry> entries, bool more) =>
        new(head.Conversation.Id, head.Epoch, newest, Floor, floorId, entries, more);

    /// <summary>The head was read before the entries, which may have grown since.</summary>
    private Position Newest(IReadOnlyList<LogEntry> entries) =>
        entries.Count == 0 ? head.Last : Position.Max(head.Last, new Position(entries[^1].Seq, entries[^1].Ordinal));
}
