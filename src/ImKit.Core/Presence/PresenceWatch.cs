using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Threading;
using ImKit.Wire;
using Microsoft.Extensions.Logging;

namespace ImKit.Presence;

/// <summary>Tells clients of this node who of the users they watch comes and goes: asks the directory about all of them in batches, as long as
/// somebody watches. Any thread.</summary>
/// <remarks>No node tells another of a change: the directory knows, also of a node that has died. The cost is one look-up per watched user and round.</remarks>
internal sealed partial class PresenceWatch : IThreadPoolWorkItem, IDisposable
{
    private readonly PresenceOptions _options;
    private readonly ISessionDirectory _directory;
    private readonly LocalDelivery _local;
    private readonly IWorkQueue _work;
    private readonly TimeProvider _time;
    private readonly ILogger<PresenceWatch> _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly WatchTable _table = new();
    private int _running;

    public PresenceWatch(
        ImKitOptions options, ISessionDirectory directory, LocalDelivery local, IWorkQueue work, TimeProvider time, ILogger<PresenceWatch> logger)
    {
        _options = options.Presence;
        _directory = directory;
        _local = local;
        _work = work;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static watch => ((PresenceWatch)watch!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Users that are watched now.</summary>
    public int Watched
    {
        get
        {
            lock (_gate)
                return _table.Users;
        }
    }

    /// <summary>Makes these the users that a session watches, in place of those before.</summary>
    /// <returns>Who of them is online.</returns>
    public async ValueTask<IReadOnlyList<PresenceState>> WatchAsync(SessionRecord watcher, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var online = users.Count == 0 ? [] : await FindOnlineAsync(watcher.Tenant, users, cancel).ConfigureAwait(false);
        lock (_gate)
        {
            var wasEmpty = _table.Users == 0;
            var states = _table.Set(watcher, users, online, _time.GetUtcNow());
            if (wasEmpty && _table.Users > 0)
                _timer.Change(_options.Interval, _options.Interval);
            return states;
        }
    }

    public void Dispose() => _timer.Dispose();

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void OnTick()
    {
        // A round that takes longer than the time between two of them is not joined by a second.
        if (Interlocked.Exchange(ref _running, 1) == 0)
            _work.Queue(this);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A directory that fails now may answer the next round.")]
    private async Task RunAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), _time);
            await RoundAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogRoundFailed(error);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async ValueTask RoundAsync(CancellationToken cancel)
    {
        List<(TenantId Tenant, UserId[] Users)> batches;
        lock (_gate)
        {
            _table.RemoveWhere(session => _local.Channels.Find(session) is null);
            batches = _table.Batches(StoreArguments.MaxKeys);
            if (batches.Count == 0)
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        foreach (var (tenant, users) in batches)
        {
            var online = await FindOnlineAsync(tenant, users, cancel).ConfigureAwait(false);
            lock (_gate)
                _table.Update(tenant, users, online, _time.GetUtcNow(), _options.OfflineAfter);
        }

        lock (_gate)
        {
            foreach (var (session, push) in _table.TakeNews())
            {
                // A full bucket: the client is told in the next round.
                if (!_local.TryToSession(session, new WireMessage(Operations.Presence, push)))
                    _table.Keep(session, push);
            }
        }
    }

    private async ValueTask<HashSet<UserId>> FindOnlineAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var sessions = await _directory.FindByUsersAsync(tenant, users, cancel).ConfigureAwait(false);
        return [.. users.Where((_, i) => sessions[i].Count > 0)];
    }

    [LoggerMessage(2030, LogLevel.Warning, "The directory could not be asked who is online; the next round asks again.")]
    private partial void LogRoundFailed(Exception error);
}
