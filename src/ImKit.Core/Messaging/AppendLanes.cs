using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>The way into the message store: gathers what waits into few appends. Conversations hash to lanes, and a lane is in one append at a time,
/// so that one conversation's requests are appended one batch after the other. Any thread.</summary>
internal sealed class AppendLanes : IDisposable
{
    private const int Count = 256;
    private readonly Lock _gate = new();
    private readonly AppendLane[] _lanes = new AppendLane[Count];
    private readonly Queue<AppendLane> _ready = new();
    private readonly Stack<AppendRun> _idle = new();
    private readonly AppendPace _pace;
    private readonly Outstanding _outstanding;
    private readonly MessagingMetrics _metrics;
    private readonly IWorkQueue _work;
    private readonly ITimer _timer;
    private readonly int _capacity;
    private int _waiting;
    private bool _isTimerSet;
    private volatile bool _closed;

    public AppendLanes(
        LaneStore store, Outbox outbox, MessagingMetrics metrics, TimeProvider time, IOptions<ImKitOptions> options, IWorkQueue work, ILogger<AppendRun> logger)
    {
        var messaging = options.Value.Messaging;
        (_metrics, _work, _capacity) = (metrics, work, messaging.AppendQueue);
        (_outstanding, _pace) = (new Outstanding(work), new AppendPace(messaging.MaxAppends));
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i] = new AppendLane();
        var steps = new AppendSteps(store, outbox, metrics, time);
        for (var i = 0; i < messaging.MaxAppends; i++)
            _idle.Push(new AppendRun(this, steps, logger));
        _timer = time.CreateTimer(static lanes => ((AppendLanes)lanes!).BeginLate(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics.ObserveLanes(() => _outstanding.Count);
    }

    /// <summary>Takes a request for which the outbox has reserved room.</summary>
    /// <returns>False if too many wait, or if it is closed: nothing was taken, and the room is the caller's to give back.</returns>
    public bool TryEnqueue(PendingAppend append)
    {
        if (_closed || !TryAdd(append, out var begin))
        {
            _metrics.Refused("lane");
            return false;
        }

        Begin(begin);
        return true;
    }

    /// <summary>Takes nothing more, and completes when everything taken has its outcome.</summary>
    public Task CloseAsync(CancellationToken cancel)
    {
        _closed = true;
        return _outstanding.WhenZeroAsync(cancel);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>What a run shall append now: as much as one append takes, lane by lane in the order in which they came to wait.</summary>
    public PendingAppend[] Take(AppendRun run)
    {
        PendingAppend[] taken;
        AppendRun? another;
        lock (_gate)
        {
            taken = new PendingAppend[Math.Min(_pace.Ready, StoreArguments.MaxBatch)];
            var count = 0;
            while (count < taken.Length)
            {
                var lane = _ready.Dequeue();
                lane.UnderWay = true;
                run.Lanes.Add(lane);
                while (count < taken.Length && lane.Waiting.TryDequeue(out var append))
                    taken[count++] = append;
                // What does not fit waits for the lane's turn after this one.
                _pace.Ready -= lane.Waiting.Count;
            }

            _waiting -= count;
            _pace.Take(count);
            SetTimer(false);
            another = BeginOrWait();
        }

        Begin(another);
        return taken;
    }

    /// <summary>A run's batch has its outcomes.</summary>
    /// <returns>Whether the run shall take another.</returns>
    public bool Ended(AppendRun run, int count, TimeSpan took)
    {
        bool goesOn;
        lock (_gate)
        {
            foreach (var lane in run.Lanes)
            {
                lane.UnderWay = false;
                if (lane.Waiting.Count > 0)
                    SetReady(lane, lane.Waiting.Count);
            }

            run.Lanes.Clear();
            _pace.End(count, took);
            _idle.Push(run);
            // The one that was given back last is taken first: this one.
            SetTimer(false);
            goesOn = BeginOrWait() is not null;
        }

        // Outside the lock: who waits for the end may go on inside this call.
        _outstanding.Done(count);
        return goesOn;
    }

    private bool TryAdd(PendingAppend append, out AppendRun? begin)
    {
        begin = null;
        lock (_gate)
        {
            if (_waiting == _capacity)
                return false;
            _waiting++;
            _outstanding.Add();
            var lane = _lanes[(uint)append.Request.Conversation.GetHashCode() % Count];
            lane.Waiting.Enqueue(append);
            if (!lane.UnderWay)
            {
                if (lane.Waiting.Count == 1)
                    _ready.Enqueue(lane);
                _pace.Ready++;
            }

            begin = BeginOrWait();
            return true;
        }
    }

    private void SetReady(AppendLane lane, int count)
    {
        _ready.Enqueue(lane);
        _pace.Ready += count;
    }

    /// <summary>A run that is to begin now, or null; then who waits does not wait for ever.</summary>
    private AppendRun? BeginOrWait()
    {
        if (_pace.TryBegin())
            return _idle.Pop();
        if (_pace.Ready > 0 || _pace.Gathers)
            SetTimer(true);
        return null;
    }

    private void BeginLate()
    {
        AppendRun? run;
        lock (_gate)
        {
            _isTimerSet = false;
            run = _pace.TryBeginLate() ? _idle.Pop() : null;
        }

        Begin(run);
    }

    private void Begin(AppendRun? run)
    {
        if (run is not null)
            _work.Queue(run);
    }

    private void SetTimer(bool set)
    {
        if (_isTimerSet == set)
            return;
        _isTimerSet = set;
        _timer.Change(set ? _pace.LongestWait : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
