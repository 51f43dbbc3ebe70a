using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Keeps this node's share of the sections: takes what is free, renews what it holds, gives back what another shall have. Looks at the
/// store every fifth of the node's lease, and when it is woken. Any thread.</summary>
internal sealed partial class SectionKeeper(
    ISectionStore store, SectionLeases leases, SectionPeers peers, NodeIdentity node, StoreCalls calls, IWorkQueue work, TimeProvider time,
    ImKitOptions options, ILogger<SectionKeeper> logger) : SerialWorker(work), IDisposable
{
    private static readonly SectionKind[] Kinds = [SectionKind.Feed, SectionKind.Dispatch];

    // Shorter than the node's own lease: what a dead node held is taken over before the registry has given it up.
    private readonly TimeSpan _lease = options.Node.Lease * 2 / 3;
    private readonly IWorkQueue _work = work;
    private readonly Lock _gate = new();
    // Of each section that was free at the last look, since when.
    private readonly Dictionary<(SectionKind Kind, int Number), long> _free = [];
    private readonly CancellationTokenSource _late = new();
    private List<TaskCompletionSource> _waiters = [];
    private ITimer? _timer;
    private bool _woken;
    private bool _announces;
    private bool _stopped;

    public void Start()
    {
        _announces = true;
        _timer = time.CreateTimer(static keeper => ((SectionKeeper)keeper!).Wake(), this, LookEvery, LookEvery);
        Wake();
    }

    /// <summary>Looks at the store soon.</summary>
    public void Wake()
    {
        lock (_gate)
            _woken = true;
        Schedule();
    }

    /// <summary>Completes when the store was looked at once from now on, or could not be.</summary>
    public Task RefreshAsync()
    {
        var signal = _work.CreateSignal();
        lock (_gate)
            _waiters.Add(signal);
        Schedule();
        return signal.Task;
    }

    /// <summary>Gives everything back, and takes nothing more. At the deadline it waits for no store any longer: leases end by themselves.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        _timer?.Dispose();
        Volatile.Write(ref _stopped, true);
        // Also the look that is under way. CancelAsync would take it to the thread pool, out of a simulation.
        using var late = deadline.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _late);
        await RefreshAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _late.Dispose();
    }

    private TimeSpan LookEvery => options.Node.Lease / 5;

    protected override bool HasWork
    {
        get
        {
            lock (_gate)
                return _woken || _waiters.Count > 0;
        }
    }

    protected override void OnFault(Exception fault) => LogFault(fault);

    protected override async ValueTask RunBatchAsync()
    {
        List<TaskCompletionSource> waiters;
        lock (_gate)
        {
            (waiters, _waiters) = (_waiters, []);
            _woken = false;
        }

        await LookAsync().ConfigureAwait(false);
        foreach (var waiter in waiters)
            waiter.TrySetResult();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The next look tries again.")]
    private async ValueTask LookAsync()
    {
        try
        {
            var me = new SectionHolder(node.Id, node.BootId);
            var changed = false;
            if (!Volatile.Read(ref _stopped))
            {
                await peers.RefreshAsync(_late.Token).ConfigureAwait(false);
                leases.IsAlone = !peers.AreThere;
            }

            foreach (var kind in Kinds)
                changed |= Volatile.Read(ref _stopped) ? await LeaveAsync(kind, me).ConfigureAwait(false) : await KeepAsync(kind, me).ConfigureAwait(false);
            if (!changed && !_announces)
                return;
            _announces = false;
            await peers.TellChangedAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    /// <returns>Whether something was given back.</returns>
    private async ValueTask<bool> KeepAsync(SectionKind kind, SectionHolder me)
    {
        var sections = (await ReadAsync(kind).ConfigureAwait(false)).ToArray();
        foreach (var section in sections)
        {
            if (section.Holder is { } holder && section.Remaining == TimeSpan.Zero)
                peers.Suspect(holder.Node);
        }

        // Without the role it only learns who holds what.
        var plan = options.Roles.HasFlag(NodeRoles.Dispatch)
            ? SectionPlan.For(kind, me, peers.Candidates(), sections, Orphans(kind, sections))
            : new SectionPlan([], []);
        if (plan.Release.Length > 0)
            await ReleaseAsync(kind, me, plan.Release).ConfigureAwait(false);
        foreach (var number in plan.Release)
            sections[number] = sections[number] with { Holder = null };
        if (plan.Take.Length > 0)
        {
            foreach (var lease in await AcquireAsync(kind, me, plan.Take).ConfigureAwait(false))
                sections[lease.Number] = lease;
        }

        NoteFree(kind, sections);
        foreach (var section in sections)
            leases.Note(kind, section, me);
        return plan.Release.Length > 0;
    }

    /// <summary>What is free now should be another's to take; if it still is when that one has looked, it is nobody's. By time and not by looks: a node that
    /// has something to write looks many times in a second, and would take what it has just given back.</summary>
    private HashSet<int> Orphans(SectionKind kind, SectionLease[] sections) =>
        [.. sections.Where(section => section.Holder is null && _free.TryGetValue((kind, section.Number), out var since) && time.GetElapsedTime(since) >= LookEvery).Select(static section => section.Number)];

    private void NoteFree(SectionKind kind, SectionLease[] sections)
    {
        foreach (var section in sections)
        {
            if (section.Holder is null)
                _free.TryAdd((kind, section.Number), time.GetTimestamp());
            else
                _free.Remove((kind, section.Number));
        }
    }

    /// <returns>Whether something was given back.</returns>
    private async ValueTask<bool> LeaveAsync(SectionKind kind, SectionHolder me)
    {
        int[] held = [.. leases.Held(kind)];
        if (held.Length > 0)
            await ReleaseAsync(kind, me, held).ConfigureAwait(false);
        return held.Length > 0;
    }

    private ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind) =>
        calls.RunAsync(store.ReadAsync, kind, _late.Token);

    private ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(SectionKind kind, SectionHolder me, int[] numbers) => calls.RunAsync(
        (what, cancel) => store.AcquireAsync(kind, what, me, _lease, cancel), numbers, _late.Token);

    private async ValueTask ReleaseAsync(SectionKind kind, SectionHolder me, int[] numbers)
    {
        // First here, so that nothing more is begun under a term that is about to pass.
        foreach (var number in numbers)
            leases.Lose(kind, number, leases.TermOf(kind, number));
        if (leases.Releasing is { } releasing)
            await releasing(kind, _late.Token).ConfigureAwait(false);
        await calls.RunAsync(
            async (what, cancel) =>
            {
                await store.ReleaseAsync(kind, what, me, cancel).ConfigureAwait(false);
                return true;
            },
            numbers,
            _late.Token).ConfigureAwait(false);
    }
}
