using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What a member may see of a log, by its head and where their view starts. Immutable.</summary>
internal sealed class LogView(ConversationHead head, Member member)
{
    public ConversationKey Conversation => head.Conversation;

    public Member Member => member;

    public int MemberCount => head.MemberCount;

    /// <summary>The last entry there was when the reader was found to be a member; what came later is not shown.</summary>
    public long Head => head.Last.Seq;

    /// <summary>Nothing up to here can be read, by anybody.</summary>
    public long Trimmed => head.Trimmed.Seq;

    public MessageId TrimmedId => head.TrimmedId;

    /// <summary>Nothing up to here is this member's to see.</summary>
    private long Floor => Math.Max(member.Start.Seq, head.Trimmed.Seq);

    /// <summary>The seq that reading starts behind; <see cref="ImError.Reset"/> if the position cannot be this log's. A position inside the
    /// readable part is proved by the id of the entry there, which is still to be compared.</summary>
    public Result<long> StartOf(LogPosition position)
    {
        if (position is { Epoch: 0, Seq: 0 })
            return Floor;
        if (position.Epoch != head.Epoch || position.Seq < 0 || position.Seq > Head)
            return ImError.Reset;
        if (position.Seq == 0)
            return Floor;
        if (position.Seq < Floor)
            return ImError.Reset;
        return position.Seq == Trimmed && position.IdAtSeq != TrimmedId ? ImError.Reset : position.Seq;
    }

    /// <summary>Entries up to the head.</summary>
    public IReadOnlyList<LogEntry> Known(IReadOnlyList<LogEntry> entries) =>
        entries.Count == 0 || entries[^1].Seq <= Head ? entries : [.. entries.TakeWhile(entry => entry.Seq <= Head)];

    /// <summary>Entries that follow a place; Reset if the log was trimmed between the reads.</summary>
    public Result<LogSlice> Slice(IReadOnlyList<LogEntry> entries, long after, MessageId idAtAfter)
    {
        if (entries.Count == 0 ? after < Head : entries[0].Seq != after + 1)
            return ImError.Reset;
        var more = entries.Count > 0 && entries[^1].Seq < Head;
        return Slice(after == Floor ? idAtAfter : default, entries, more);
    }

    /// <summary>A page that ends somewhere in the log; one entry more than asked for tells whether there are more, or the id at the floor.</summary>
    public Result<LogSlice> Page(IReadOnlyList<LogEntry> entries, int limit)
    {
        var visible = entries.Where(entry => entry.Seq > Floor).TakeLast(limit).ToArray();
        var more = visible.Length > 0 && visible[0].Seq > Floor + 1;
        var floorId = Floor == Trimmed ? TrimmedId : entries.FirstOrDefault(entry => entry.Seq == Floor)?.Id ?? default;
        return Slice(floorId, visible, more);
    }

    private LogSlice Slice(MessageId floorId, IReadOnlyList<LogEntry> entries, bool more) =>
        new(head.Conversation.Id, head.Epoch, head.Last, Floor, floorId, entries, more);
}
