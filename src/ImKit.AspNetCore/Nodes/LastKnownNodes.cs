namespace ImKit.Nodes;

/// <summary>What the registry said last: it is asked once a second at most, however many clients come back at once, also while it fails. Any thread.</summary>
/// <param name="registry">Asked.</param>
/// <param name="keep">How long an answer counts if no other comes: a node that has died since is listed no longer than it would be by the registry.</param>
/// <param name="time">Time.</param>
internal sealed class LastKnownNodes(INodeRegistry registry, TimeSpan keep, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private (IReadOnlyList<NodeInfo> Nodes, long At)? _known;
    private Task<IReadOnlyList<NodeInfo>>? _asking;
    private long _asked;

    /// <summary>The nodes that live.</summary>
    /// <exception cref="Exception">The registry does not answer, and did not for a while.</exception>
    public Task<IReadOnlyList<NodeInfo>> FindAsync(CancellationToken cancel)
    {
        Task<IReadOnlyList<NodeInfo>> asking;
        lock (_gate)
        {
            if (_asking is null || (_asking.IsCompleted && time.GetElapsedTime(_asked) >= Fresh))
                (_asked, _asking) = (time.GetTimestamp(), AskAsync());
            asking = _asking;
        }

        return asking.WaitAsync(cancel);
    }

    private async Task<IReadOnlyList<NodeInfo>> AskAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(Patience, time);
            var at = time.GetTimestamp();
            var nodes = await registry.ListAsync(deadline.Token).AsTask().WaitAsync(deadline.Token).ConfigureAwait(false);
            lock (_gate)
                _known = (nodes, at);
            return nodes;
        }
#pragma warning disable CA1031 // What was said last still serves; without it the caller gets the error.
        catch (Exception) when (Known(keep) is not null)
#pragma warning restore CA1031
        {
            return Known(TimeSpan.MaxValue)!;
        }
    }

    private IReadOnlyList<NodeInfo>? Known(TimeSpan within)
    {
        lock (_gate)
            return _known is { } known && time.GetElapsedTime(known.At) < within ? known.Nodes : null;
    }
}
