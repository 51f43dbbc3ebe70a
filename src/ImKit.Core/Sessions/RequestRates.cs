using System.Collections.Frozen;
using System.Net;
using System.Threading.RateLimiting;
using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Decides whether a request is within its rates. Any thread; a lock per bucket of permits, held for an addition.</summary>
internal sealed class RequestRates : IDisposable
{
    private readonly Entry[] _ofAll;
    private readonly FrozenDictionary<int, Entry[]> _ofOperation;

    public RequestRates(RateOptions options)
    {
        Entry[] entries = [.. Rules(options).Select(static rule => new Entry(rule))];
        _ofAll = [.. entries.Where(static entry => entry.Rule.Operations.Count == 0)];
        _ofOperation = entries.SelectMany(static entry => entry.Rule.Operations, static (entry, operation) => (entry, operation))
            .GroupBy(static pair => pair.operation, static pair => pair.entry)
            .ToFrozenDictionary(static group => group.Key, group => (Entry[])[.. group, .. _ofAll]);
    }

    /// <summary>Takes a permit of each rule.</summary>
    /// <returns>The rule that has none left; null if the request may go on.</returns>
    public RateRule? TryTake(SessionRecord session, IPAddress? address, int operation)
    {
        foreach (var entry in _ofOperation.GetValueOrDefault(operation, _ofAll))
        {
            using var lease = entry.Limiter.AttemptAcquire(KeyOf(entry.Rule.Scope, session, address));
            if (!lease.IsAcquired)
                return entry.Rule;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var entry in _ofOperation.Values.SelectMany(static entries => entries).Concat(_ofAll).Distinct())
            entry.Limiter.Dispose();
    }

    private static IEnumerable<RateRule> Rules(RateOptions options) => options.SendsPerSecond == 0
        ? options.Rules
        : options.Rules.Prepend(new RateRule("send") { Operations = [Operations.Send], Permits = options.SendsPerSecond, Burst = options.SendBurst });

    private static RateKey KeyOf(RateScope scope, SessionRecord session, IPAddress? address) => scope switch
    {
        RateScope.Address => new RateKey(default, default, default, address is null ? null : ClientNetwork.Of(address)),
        RateScope.Device => new RateKey(session.Tenant, session.User, session.Device, null),
        _ => new RateKey(session.Tenant, session.User, default, null),
    };

    private readonly record struct RateKey(TenantId Tenant, UserId User, DeviceId Device, IPAddress? Address);

    /// <summary>A rule and its buckets; those that are full and unused are given up by the limiter itself.</summary>
    private sealed class Entry
    {
        public Entry(RateRule rule)
        {
            Rule = rule;
            Func<RateKey, RateLimiter> create = _ => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = rule.Burst,
                TokensPerPeriod = rule.Permits,
                ReplenishmentPeriod = rule.Period,
                QueueLimit = 0,
                AutoReplenishment = false,
            });
            Limiter = PartitionedRateLimiter.Create<RateKey, RateKey>(key => RateLimitPartition.Get(key, create));
        }

        public RateRule Rule { get; }

        public PartitionedRateLimiter<RateKey> Limiter { get; }
    }
}
