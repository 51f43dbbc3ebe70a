namespace ImKit.Sessions;

/// <summary>Where the log of a large group ends, as this node has read it last: one object for all connections that are attached to it. Any thread.</summary>
internal sealed class HeldGroup(ConversationId conversation, LogEnd end)
{
    private LogEnd _end = end;

    public ConversationId Conversation { get; } = conversation;

    public LogEnd End => Volatile.Read(ref _end);

    /// <summary>Takes what was read. Of one log the further end counts, whichever was read first.</summary>
    public void Update(LogEnd read)
    {
        LogEnd known;
        do
            known = End;
        while (known != read && (known.Epoch != read.Epoch || known.Seq < read.Seq) && Interlocked.CompareExchange(ref _end, read, known) != known);
    }
}

/// <summary>Where a log ends.</summary>
internal sealed record LogEnd(long Epoch, long Seq);
