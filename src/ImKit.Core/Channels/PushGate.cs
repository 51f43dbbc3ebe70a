namespace ImKit.Channels;

/// <summary>Bounds the pushes that wait for one bucket: producers look here for room before they post. Any thread.</summary>
/// <remarks>The bound is exceeded at most by the producers that looked at the same moment.</remarks>
internal sealed class PushGate(int limit)
{
    private int _waiting;
    private TaskCompletionSource? _room;

    /// <summary>Pushes that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether one more may be posted.</summary>
    public bool HasRoom => Waiting < limit;

    public void Enter() => Interlocked.Increment(ref _waiting);

    public void Exit()
    {
        Interlocked.Decrement(ref _waiting);
        if (HasRoom && Volatile.Read(ref _room) is not null)
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }

    /// <summary>Ends when there may be room; the caller looks again.</summary>
    public Task WhenRoom()
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = Interlocked.CompareExchange(ref _room, created, null) ?? created;
        // Room made before the source was there would wake nobody.
        if (HasRoom)
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        return source.Task;
    }
}
