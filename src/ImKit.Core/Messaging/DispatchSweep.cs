using System.Numerics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Dispatches what is committed and not marked as dispatched: in a section that this node has just got, everything since the last marks
/// of who held it before; in all it holds, every few seconds, what other nodes' hints did not tell. At least once; clients pass over what they know. Any
/// thread.</summary>
internal sealed partial class DispatchSweep(
    IMessageStore store, SectionLeases leases, Outbox outbox, Dispatcher dispatcher, StoreCalls calls, Retry retry, IWorkQueue work, TimeProvider time,
    MessagingLifetime lifetime, ILogger<DispatchSweep> logger) : SerialWorker(work), IDisposable
{
    private const int PageSize = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private ulong _due;
    private ulong _taken;

    /// <summary>Sweeps regularly from now on, as long as there are other nodes.</summary>
    public void Start() => _timer = time.CreateTimer(static sweep => ((DispatchSweep)sweep!).AddHeld(), this, Every, Every);

    /// <summary>This node has got a section.</summary>
    public void Add(int section)
    {
        lock (_gate)
        {
            _due |= 1UL << section;
            _taken |= 1UL << section;
        }

        Schedule();
    }

    public void Dispose() => _timer?.Dispose();

    protected override bool HasWork
    {
        get
        {
            lock (_gate)
                return _due != 0;
        }
    }

    protected override void OnFault(Exception fault) => LogFault(fault);

    protected override async ValueTask RunBatchAsync()
    {
        var (section, isTaken) = Next();
        try
        {
            if (leases.TermOf(SectionKind.Dispatch, section) == 0)
                return;
            var count = await WalkAsync(section).ConfigureAwait(false);
            if (count > 0 && isTaken)
                LogRecovered(section, count);
        }
        catch (OperationCanceledException) when (lifetime.Stopped.IsCancellationRequested)
        {
            lock (_gate)
                _due = 0;
            LogStopped();
        }
    }

    private void AddHeld()
    {
        // What a node that is alone commits it dispatches itself: no look into the store is needed.
        if (leases.IsAlone)
            return;
        lock (_gate)
        {
            foreach (var section in leases.Held(SectionKind.Dispatch))
                _due |= 1UL << section;
        }

        Schedule();
    }

    private (int Section, bool IsTaken) Next()
    {
        lock (_gate)
        {
            var section = BitOperations.TrailingZeroCount(_due);
            var bit = 1UL << section;
            var isTaken = (_taken & bit) != 0;
            _due &= ~bit;
            _taken &= ~bit;
            return (section, isTaken);
        }
    }

    private async Task<int> WalkAsync(int section)
    {
        var count = 0;
        IReadOnlyList<ConversationHead> page;
        ConversationKey after = default;
        do
        {
            page = await ReadAsync(section, after).ConfigureAwait(false);
            var left = page.Where(head => dispatcher.Begun(head.Conversation) < head.Last.Seq).ToArray();
            // A page at a time, so that a long list does not fill the memory.
            await Task.WhenAll(left.Select(head => outbox.RecoverAsync(head.Conversation))).WaitAsync(lifetime.Stopped).ConfigureAwait(false);
            count += left.Length;
            if (page.Count > 0)
                after = page[^1].Conversation;
        }
        while (page.Count == PageSize);
        return count;
    }

    private ValueTask<IReadOnlyList<ConversationHead>> ReadAsync(int section, ConversationKey after) => retry.UntilDoneAsync(
        "undispatched",
        (what, cancel) => calls.RunAsync((arg, token) => store.ReadUndispatchedAsync(arg.section, arg.after, PageSize, token), what, cancel),
        (section, after),
        lifetime.Stopped);
}
