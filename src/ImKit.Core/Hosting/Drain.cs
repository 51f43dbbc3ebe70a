using ImKit.Channels;
using ImKit.Routing;
using ImKit.Threading;
using ImKit.Timing;

namespace ImKit.Hosting;

/// <summary>Lets the clients of a node go: asks them in batches spread over the drain's time, each with its own random time to come back.</summary>
internal sealed class Drain(ImKitOptions options, LocalDelivery local, IWorkQueue work, TimeProvider time)
{
    /// <summary>Asks everybody, and waits until all are gone or the time is over.</summary>
    /// <returns>Connections that are still there.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancel)
    {
        var buckets = local.Buckets;
        var drained = work.CreateSignal();
        var open = new Countdown(buckets.Count, drained);
        if (buckets.Count == 0)
            return 0;
        foreach (var bucket in buckets)
            bucket.Post(new Begin(options.Drain, open));
        try
        {
            await drained.Task.WaitAsync(options.Drain.Period + options.Drain.Grace, time, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Who still has a request under way is told now; then the transports cut what is left.
        }

        var left = buckets.Sum(static bucket => bucket.Members.Count);
        foreach (var bucket in buckets)
            bucket.Post(CloseAll.Instance);
        return left;
    }

    private sealed class Countdown(int count, TaskCompletionSource done)
    {
        private int _left = count;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                done.TrySetResult();
        }
    }

    private sealed class Begin(DrainOptions options, Countdown open) : BucketCommand
    {
        internal override void Run(Bucket bucket) => new Walk(bucket, options, open).OnDeadline();
    }

    /// <summary>Each tick asks as many as keep the pace, from the end of the list, until nobody is left. Loop thread only.</summary>
    private sealed class Walk : WheelTimer
    {
        private readonly Bucket _bucket;
        private readonly DrainOptions _options;
        private readonly Countdown _open;
        private readonly BucketMember[] _members;
        private readonly double _perTick;

        // Only spreads clients over time; the bucket's number keeps the buckets from doing it alike.
        private readonly Random _random;
        private int _next;
        private double _due;

        public Walk(Bucket bucket, DrainOptions options, Countdown open)
        {
            _bucket = bucket;
            _options = options;
            _open = open;
            _members = [.. bucket.Members];
            _perTick = _members.Length / Math.Max(1, options.Period.TotalSeconds * bucket.Clock.PerSecond);
            _random = new Random(HashCode.Combine(bucket.Index, _members.Length));
        }

        internal override void OnDeadline()
        {
            for (_due += _perTick; _due >= 1 && _next < _members.Length; _due--)
                Ask();
            // Fewer clients than ticks: the first is asked at once all the same.
            if (_next == 0 && _members.Length > 0)
                Ask();
            if (_bucket.Members.Count == 0)
                _open.Signal();
            else
                _bucket.Wheel.Arm(this, 1);
        }

        private void Ask()
        {
            var member = _members[_next++];
            if (member.BucketIndex >= 0)
                member.CloseWhenIdle(CloseReason.Drain, _options.MaxRetryAfter * _random.NextDouble());
        }
    }
}
