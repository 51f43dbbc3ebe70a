using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Threading;

namespace ImKit.Forwarding;

/// <summary>Requests of other nodes' sessions: those of one session begin one after the other, in the order in which they came. Any thread.</summary>
/// <param name="begin">Begins one; completes when the next may begin. It does not throw.</param>
/// <param name="work">Where it runs.</param>
internal sealed class ForwardedLanes<T>(Func<T, ValueTask> begin, IWorkQueue work)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(NodeId Node, long Boot, long Session), Lane> _lanes = [];

    public void Add(NodeId node, long boot, long session, T request)
    {
        var key = (node, boot, session);
        Lane? started = null;
        lock (_gate)
        {
            if (!_lanes.TryGetValue(key, out var lane))
                _lanes[key] = lane = started = new Lane(this, key);
            lane.Waiting.Enqueue(request);
        }

        if (started is not null)
            work.Queue(started);
    }

    private bool TryTake(Lane lane, [MaybeNullWhen(false)] out T request)
    {
        lock (_gate)
        {
            if (lane.Waiting.TryDequeue(out request))
                return true;
            _lanes.Remove(lane.Key);
            return false;
        }
    }

    private sealed class Lane(ForwardedLanes<T> lanes, (NodeId Node, long Boot, long Session) key) : IThreadPoolWorkItem
    {
        public (NodeId Node, long Boot, long Session) Key => key;

        public Queue<T> Waiting { get; } = new();

        void IThreadPoolWorkItem.Execute() => _ = RunAsync();

        private async Task RunAsync()
        {
            while (lanes.TryTake(this, out var request))
                await lanes.Begin(request).ConfigureAwait(false);
        }
    }

    private ValueTask Begin(T request) => begin(request);
}
