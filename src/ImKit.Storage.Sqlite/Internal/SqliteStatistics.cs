namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Counts since the start. Any thread.</summary>
internal sealed class SqliteStatistics
{
    private long _commits;
    private long _calls;
    private long _failed;
    private long _rejected;
    private volatile StorageException? _failure;

    /// <summary>Transactions committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Writes that these transactions held.</summary>
    public long CommittedCalls => Interlocked.Read(ref _calls);

    /// <summary>Calls that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Calls refused because too many waited.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Why the last write failed; null once a later one was committed. What a health check shows.</summary>
    public StorageException? Failure => _failure;

    public void CountCommit(int calls)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _calls, calls);
        _failure = null;
    }

    public void CountFailedWrite(StorageException failure)
    {
        Interlocked.Increment(ref _failed);
        _failure = failure;
    }

    public void CountFailedRead() => Interlocked.Increment(ref _failed);

    public void CountRejected() => Interlocked.Increment(ref _rejected);
}
