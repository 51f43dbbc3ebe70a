using System.Diagnostics.Metrics;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>What has happened since the start, as metrics and for the health check. Any thread.</summary>
internal sealed class PostgresStatistics
{
    private readonly Counter<long>? _callsCounter;
    private readonly Counter<long>? _failedCounter;
    private readonly Counter<long>? _rejectedCounter;
    private long _calls;
    private long _failed;
    private long _rejected;
    private volatile StorageException? _failure;

    // The factory owns the meter and disposes it.
    public PostgresStatistics(IMeterFactory? meters)
    {
        var meter = meters?.Create(PostgresTelemetry.MeterName);
        _callsCounter = meter?.CreateCounter<long>(PostgresTelemetry.Calls, "{call}", "Calls that were answered.");
        _failedCounter = meter?.CreateCounter<long>(PostgresTelemetry.Failed, "{call}", "Calls that failed.");
        _rejectedCounter = meter?.CreateCounter<long>(PostgresTelemetry.Rejected, "{call}", "Calls refused because too many waited.");
    }

    /// <summary>Calls that were answered.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Calls that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Calls refused because too many waited.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Why the last write failed; null once a later one was answered, or, if it was the connection, a read.</summary>
    public StorageException? Failure => _failure;

    public void CountCall(CallKind kind)
    {
        Interlocked.Increment(ref _calls);
        _callsCounter?.Add(1, Kind(kind));
        if (_failure is { } failure && (kind == CallKind.Write || PostgresErrors.ReasonOf(failure) == FailureReason.Connection))
            _failure = null;
    }

    public void CountFailed(CallKind kind, StorageException failure)
    {
        Interlocked.Increment(ref _failed);
        _failedCounter?.Add(1, Kind(kind), new KeyValuePair<string, object?>("reason", Name(PostgresErrors.ReasonOf(failure))));
        if (kind == CallKind.Write)
            _failure = failure;
    }

    public void CountRejected()
    {
        Interlocked.Increment(ref _rejected);
        _rejectedCounter?.Add(1);
    }

    private static KeyValuePair<string, object?> Kind(CallKind kind) => new("kind", kind == CallKind.Write ? "write" : "read");

    private static string Name(FailureReason reason) => reason switch
    {
        FailureReason.Lock => "lock",
        FailureReason.Deadlock => "deadlock",
        FailureReason.Timeout => "timeout",
        FailureReason.Connection => "connection",
        _ => "server",
    };
}

/// <summary>Whether a call changes anything.</summary>
internal enum CallKind
{
    Read,
    Write,
}
