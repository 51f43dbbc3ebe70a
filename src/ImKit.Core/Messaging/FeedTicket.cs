namespace ImKit.Messaging;

/// <summary>Waits for a number of feed sections; the last one to finish runs the continuation, which must be short. Any thread.</summary>
internal sealed class FeedTicket(Action<long> done)
{
    /// <summary>One for whoever hands out the work, so that an early section does not finish the ticket.</summary>
    private int _open = 1;
    private long _version;

    public void Open() => Interlocked.Increment(ref _open);

    /// <summary>One part is done.</summary>
    /// <param name="version">The version it got; the ticket's is the highest.</param>
    public void Close(long version)
    {
        long known;
        while ((known = Volatile.Read(ref _version)) < version && Interlocked.CompareExchange(ref _version, version, known) != known)
        {
        }

        if (Interlocked.Decrement(ref _open) == 0)
            done(Volatile.Read(ref _version));
    }
}
