using System.Diagnostics.Metrics;
using ImKit.Channels;

namespace ImKit.Diagnostics;

/// <summary>Instruments for what happens seldom enough to be counted as it happens; the buckets' own counters are observed. Any thread.</summary>
internal sealed class ImKitMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refusedConnections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _refusedLogins;
    private readonly Counter<long> _violations;
    private readonly Counter<long> _refusedRequests;
    private readonly Counter<long> _tooFast;
    private readonly Counter<long> _unrouted;
    private readonly Counter<long> _refusedAcks;
    private readonly Counter<long> _failedRenewals;
    private readonly Counter<long> _lostLeases;
    private readonly Counter<long> _failedAnnouncements;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _failedRoomReports;
    private readonly Counter<long> _learntBans;
    private readonly Counter<long> _failedBanExchanges;
    private readonly Counter<long> _loweredPermits;
    private readonly Counter<long> _failedPermitExchanges;

    public ImKitMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(ImKitMetricNames.Meter);
        _accepted = _meter.CreateCounter<long>(ImKitMetricNames.Accepted, "{connection}");
        _refusedConnections = _meter.CreateCounter<long>(ImKitMetricNames.RefusedConnections, "{connection}");
        _closed = _meter.CreateCounter<long>(ImKitMetricNames.Closed, "{connection}");
        _logins = _meter.CreateCounter<long>(ImKitMetricNames.Logins, "{login}");
        _refusedLogins = _meter.CreateCounter<long>(ImKitMetricNames.RefusedLogins, "{login}");
        _violations = _meter.CreateCounter<long>(ImKitMetricNames.Violations, "{violation}");
        _refusedRequests = _meter.CreateCounter<long>(ImKitMetricNames.RefusedRequests, "{request}");
        _tooFast = _meter.CreateCounter<long>(ImKitMetricNames.TooFastRequests, "{request}");
        _unrouted = _meter.CreateCounter<long>(ImKitMetricNames.Unrouted, "{push}");
        _refusedAcks = _meter.CreateCounter<long>(ImKitMetricNames.RefusedAcks, "{ack}");
        _failedRenewals = _meter.CreateCounter<long>(ImKitMetricNames.FailedRenewals, "{renewal}");
        _moved = _meter.CreateCounter<long>(ImKitMetricNames.Moved, "{connection}");
        _failedRoomReports = _meter.CreateCounter<long>(ImKitMetricNames.FailedRoomReports, "{report}");
        _learntBans = _meter.CreateCounter<long>(ImKitMetricNames.LearntBans, "{ban}");
        _failedBanExchanges = _meter.CreateCounter<long>(ImKitMetricNames.FailedBanExchanges, "{exchange}");
        _loweredPermits = _meter.CreateCounter<long>(ImKitMetricNames.LoweredPermits, "{subject}");
        _failedPermitExchanges = _meter.CreateCounter<long>(ImKitMetricNames.FailedPermitExchanges, "{exchange}");
        _lostLeases = _meter.CreateCounter<long>(ImKitMetricNames.LostLeases, "{lease}");
        _failedAnnouncements = _meter.CreateCounter<long>(ImKitMetricNames.FailedAnnouncements, "{room}");
    }

    public void Accepted(string transport) => _accepted.Add(1, Tag("transport", transport));

    public void RefusedConnection(string transport, string reason) => _refusedConnections.Add(1, Tag("transport", transport), Tag("reason", reason));

    public void ConnectionClosed(string transport, CloseReason? reason) => _closed.Add(1, Tag("transport", transport), Tag("code", reason?.Code ?? 0));

    public void LoggedIn() => _logins.Add(1);

    public void LoginRefused(CloseReason reason) => _refusedLogins.Add(1, Tag("code", reason.Code));

    public void Violation(string reason) => _violations.Add(1, Tag("reason", reason));

    public void Refused(ImError error) => _refusedRequests.Add(1, Tag("code", error.Code));

    public void TooFast(string rule) => _tooFast.Add(1, Tag("rule", rule));

    public void Unrouted(string reason, int count = 1) => _unrouted.Add(count, Tag("reason", reason));

    public void AckRefused() => _refusedAcks.Add(1);

    public void LeaseFailed() => _failedRenewals.Add(1);

    public void Moved() => _moved.Add(1);

    public void LeaseLost() => _lostLeases.Add(1);

    public void AnnouncementFailed() => _failedAnnouncements.Add(1);

    public void RoomReportFailed() => _failedRoomReports.Add(1);

    public void BanLearnt(string kind) => _learntBans.Add(1, Tag("kind", kind));

    public void BanExchangeFailed() => _failedBanExchanges.Add(1);

    public void PermitsLowered(string rule) => _loweredPermits.Add(1, Tag("rule", rule));

    public void PermitExchangeFailed() => _failedPermitExchanges.Add(1);

    /// <summary>Observes the buckets from now on.</summary>
    public void Observe(Func<IReadOnlyList<Bucket>> buckets, RoomDirectory rooms, Func<long> droppedEvents)
    {
        Counter(ImKitMetricNames.ReceivedFrames, "{frame}", static bucket => Volatile.Read(ref bucket.Counters.ReceivedFrames));
        Counter(ImKitMetricNames.ReceivedBytes, "By", static bucket => Volatile.Read(ref bucket.Counters.ReceivedBytes));
        Counter(ImKitMetricNames.SentBytes, "By", static bucket => Volatile.Read(ref bucket.Counters.SentBytes));
        Counter(ImKitMetricNames.Offered, "{push}", static bucket => Volatile.Read(ref bucket.Counters.Offered));
        Counter(ImKitMetricNames.HandedOver, "{push}", static bucket => Volatile.Read(ref bucket.Counters.HandedOver));
        Counter(ImKitMetricNames.SlowEpisodes, "{episode}", static bucket => Volatile.Read(ref bucket.Counters.SlowEpisodes));
        Counter(ImKitMetricNames.WindowsClosed, "{window}", static bucket => Volatile.Read(ref bucket.Counters.WindowsClosed));
        _meter.CreateObservableGauge(ImKitMetricNames.Connections, () => Each(static bucket => bucket.Members.Count), "{connection}");
        _meter.CreateObservableGauge(ImKitMetricNames.PendingPushes, () => Each(static bucket => bucket.Gate.Waiting), "{push}");
        _meter.CreateObservableGauge(ImKitMetricNames.LoopLag, () => Each(static bucket => bucket.Clock.Lag.TotalSeconds), "s");
        _meter.CreateObservableGauge(ImKitMetricNames.Rooms, () => rooms.Count, "{room}");
        if (rooms.Logs is { } logs)
            Observe(logs);
        _meter.CreateObservableCounter(ImKitMetricNames.Dropped, Drops, "{push}");
        _meter.CreateObservableCounter(ImKitMetricNames.DroppedEvents, droppedEvents, "{event}");

        void Counter(string name, string unit, Func<Bucket, long> read) => _meter.CreateObservableCounter(name, () => Each(read), unit);

        IEnumerable<Measurement<T>> Each<T>(Func<Bucket, T> read)
            where T : struct
        {
            foreach (var bucket in buckets())
                yield return new Measurement<T>(read(bucket), Tag("bucket", bucket.Index));
        }

        IEnumerable<Measurement<long>> Drops()
        {
            foreach (var bucket in buckets())
            {
                foreach (var reason in Enum.GetValues<DropReason>())
                    yield return new Measurement<long>(bucket.Counters.Dropped(reason), Tag("bucket", bucket.Index), Tag("reason", NameOf(reason)));
            }
        }
    }

    private void Observe(RoomLogs logs)
    {
        var counters = logs.Counters;
        _meter.CreateObservableGauge(ImKitMetricNames.RoomHistories, () => logs.Count, "{room}");
        _meter.CreateObservableGauge(ImKitMetricNames.RoomHistoryBytes, () => logs.Bytes, "By");
        _meter.CreateObservableCounter(ImKitMetricNames.RoomHistoryEvicted, () => Volatile.Read(ref counters.Evicted), "{push}");
        _meter.CreateObservableCounter(ImKitMetricNames.RoomResumes, () => Volatile.Read(ref counters.Resumed), "{join}");
        _meter.CreateObservableCounter<long>(
            ImKitMetricNames.RoomResets,
            () =>
            [
                new(Volatile.Read(ref counters.ResetOtherEpoch), Tag("reason", "epoch")),
                new(Volatile.Read(ref counters.ResetTrimmed), Tag("reason", "trimmed")),
            ],
            "{join}");
        _meter.CreateObservableCounter<long>(
            ImKitMetricNames.RoomHistoryEnded,
            () =>
            [
                new(Volatile.Read(ref counters.EndedEmpty), Tag("reason", "empty")),
                new(Volatile.Read(ref counters.EndedForBytes), Tag("reason", "node_bytes")),
                new(Volatile.Read(ref counters.EndedAtOnce), Tag("reason", "too_many_empty")),
            ],
            "{room}");
    }

    private static string NameOf(DropReason reason) => reason switch
    {
        DropReason.Newest => "newest",
        DropReason.Oldest => "oldest",
        DropReason.Collapsed => "collapsed",
        DropReason.Disconnect => "disconnect",
        DropReason.Window => "window",
        _ => "closed",
    };

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
