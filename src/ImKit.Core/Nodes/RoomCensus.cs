using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Nodes;

/// <summary>Reports how many members this node's rooms have, and counts rooms over all nodes. Answers any thread; one worker reports.</summary>
/// <remarks>A report says what has changed since the last one. After a failure, and when what was reported has been forgotten, it says everything.</remarks>
internal sealed partial class RoomCensus(
    ImKitOptions options, IRoomCounts counts, RoomDirectory rooms, NodeIdentity node, ImKitMetrics metrics, TimeProvider time, ILogger<RoomCensus> logger) : IDisposable
{
    private readonly Dictionary<TenantId, TenantReport> _told = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _boot;
    private bool _failing;

    private TimeSpan Period => options.Node.Lease / 3;

    public void Start()
    {
        if (options.Roles.HasFlag(NodeRoles.Access))
            _running = RunAsync(_stop.Token);
    }

    public async Task StopAsync()
    {
        // What waits for it is only the next report; CancelAsync would take it to the thread pool, out of a simulation.
        _stop.Cancel();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Members of some rooms, here and elsewhere.</summary>
    public async ValueTask<IReadOnlyList<int>> CountAsync(TenantId tenant, IReadOnlyList<RoomId> asked, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(asked);
        var elsewhere = await counts.CountAsync(tenant, asked, node.Id, cancel).ConfigureAwait(false);
        return [.. asked.Select((room, i) => elsewhere[i] + MembersHere(tenant, room))];
    }

    /// <summary>The rooms with the most members, here and elsewhere.</summary>
    /// <remarks>A room that is in neither list has at most as many members as the last ones of both together: if enough rooms have as many, no other can be among
    /// them. Otherwise the lists are made longer.</remarks>
    public async ValueTask<IReadOnlyList<RoomCount>> TopAsync(TenantId tenant, string prefix, int limit, CancellationToken cancel)
    {
        var here = TopHere(tenant, prefix, int.MaxValue);
        for (var depth = limit; ;)
        {
            var elsewhere = await counts.TopAsync(tenant, prefix, depth, node.Id, cancel).ConfigureAwait(false);
            if (elsewhere.Count == 0)
                return [.. here.Take(limit)];
            var sums = elsewhere.ToDictionary(static count => count.Room, count => count.Members + MembersHere(tenant, count.Room));
            var wanted = here.Take(depth).Where(count => !sums.ContainsKey(count.Room)).ToList();
            foreach (var page in wanted.Chunk(StoreArguments.MaxKeys))
            {
                var others = await counts.CountAsync(tenant, [.. page.Select(static count => count.Room)], node.Id, cancel).ConfigureAwait(false);
                for (var i = 0; i < page.Length; i++)
                    sums[page[i].Room] = page[i].Members + others[i];
            }

            var unseen = (here.Count > depth ? here[depth - 1].Members : 0) + (elsewhere.Count >= depth ? elsewhere[^1].Members : 0);
            List<RoomCount> top = [.. sums.OrderByDescending(static room => room.Value).ThenBy(static room => room.Key).Take(limit).Select(static room => new RoomCount(room.Key, room.Value))];
            if (unseen == 0 || (top.Count == limit && top[^1].Members >= unseen))
                return top;
            depth = (int)Math.Min(2L * depth, int.MaxValue);
        }
    }

    /// <summary>The rooms of this node with the most members.</summary>
    public List<RoomCount> TopHere(TenantId tenant, string prefix, int limit) =>
    [
        .. rooms.All
            .Where(entry => entry.Key.Tenant == tenant && entry.Members > 0 && entry.Key.Room.Value.StartsWith(prefix, StringComparison.Ordinal))
            .Select(static entry => new RoomCount(entry.Key.Room, entry.Members))
            .OrderByDescending(static count => count.Members).ThenBy(static count => count.Room)
            .Take(limit),
    ];

    public int MembersHere(TenantId tenant, RoomId room) => rooms.Find(new RoomKey(tenant, room))?.Members ?? 0;

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            // Nobody counts what a boot without a lease reports, and nobody asks where there is no other node.
            if (node.HoldsLease && counts is not InProcessRoomCounts { IsAlone: true })
                await TryReportAsync(stop).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The next report tells everything.")]
    private async Task TryReportAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Period, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            await ReportAsync(either.Token).ConfigureAwait(false);
            if (_failing)
                LogReported(logger);
            _failing = false;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            _told.Clear();
            metrics.RoomReportFailed();
            if (!_failing)
                LogFailed(logger, error);
            _failing = true;
        }
    }

    private async ValueTask ReportAsync(CancellationToken cancel)
    {
        if (_boot != node.BootId)
            _told.Clear();
        _boot = node.BootId;
        foreach (var entry in rooms.All)
        {
            if (entry.Members is > 0 and var members)
                TellOf(entry.Key.Tenant).See(entry.Key.Room, members);
        }

        foreach (var (tenant, report) in _told)
        {
            var changes = report.Take();
            if (!await TellAsync(tenant, changes, report.Whole, cancel).ConfigureAwait(false))
                await TellAsync(tenant, report.All, whole: true, cancel).ConfigureAwait(false);
            report.Whole = false;
            if (report.IsEmpty)
                _told.Remove(tenant);
        }
    }

    private TenantReport TellOf(TenantId tenant)
    {
        if (!_told.TryGetValue(tenant, out var report))
            _told[tenant] = report = new TenantReport();
        return report;
    }

    private async ValueTask<bool> TellAsync(TenantId tenant, IReadOnlyList<RoomCount> changes, bool whole, CancellationToken cancel)
    {
        // Without changes, too: it holds what was reported before.
        for (var from = 0; from == 0 || from < changes.Count; from += StoreArguments.MaxKeys)
        {
            RoomCount[] page = [.. changes.Skip(from).Take(StoreArguments.MaxKeys)];
            var told = counts.ReportAsync(node.Id, _boot, tenant, page, whole && from == 0, options.Node.Lease, cancel);
            if (!(told.IsCompletedSuccessfully ? told.Result : await told.AsTask().OrGiveUpAsync(cancel).ConfigureAwait(false)))
                return false;
        }

        return true;
    }

    /// <summary>What was reported of a tenant. The worker's alone.</summary>
    private sealed class TenantReport
    {
        private readonly Dictionary<RoomId, (int Members, long Round)> _rooms = [];
        private readonly List<RoomCount> _changes = [];
        private long _round;

        public bool Whole { get; set; } = true;

        public bool IsEmpty => _rooms.Count == 0;

        public IReadOnlyList<RoomCount> All => [.. _rooms.Select(static room => new RoomCount(room.Key, room.Value.Members))];

        public void See(RoomId room, int members)
        {
            if (!_rooms.TryGetValue(room, out var known) || known.Members != members)
                _changes.Add(new RoomCount(room, members));
            _rooms[room] = (members, _round);
        }

        /// <summary>What has changed since the last time; rooms that were not seen have no members any more.</summary>
        public List<RoomCount> Take()
        {
            foreach (var (room, known) in _rooms)
            {
                if (known.Round == _round)
                    continue;
                _rooms.Remove(room);
                _changes.Add(new RoomCount(room, 0));
            }

            _round++;
            List<RoomCount> changes = [.. _changes];
            _changes.Clear();
            return changes;
        }
    }

    [LoggerMessage(3012, LogLevel.Warning, "How many members this node's rooms have could not be reported: others count too few until it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(3013, LogLevel.Information, "The members of this node's rooms are reported again.")]
    private static partial void LogReported(ILogger logger);
}
