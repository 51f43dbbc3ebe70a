using System.Collections.Concurrent;
using System.Net;
using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>A rule and its buckets. Any thread.</summary>
/// <param name="rule">The rule.</param>
/// <param name="name">Its name among all rules of the application.</param>
internal sealed class PermitRule(RateRule rule, string name)
{
    private readonly PermitPace _pace = new(rule);
    private readonly ConcurrentDictionary<PermitKey, PermitBucket> _buckets = new();

    // Each bucket stands here once at most.
    private readonly ConcurrentQueue<(PermitKey Key, PermitBucket Bucket)> _untold = new();

    public RateRule Rule => rule;

    public string Name => name;

    /// <summary>The bucket over all nodes. It holds what comes back in the second between two words too: what is told then was taken all along, and a bucket that was full meanwhile would have lost it.</summary>
    public PermitTerms Terms { get; } = new(rule.Permits, rule.Period, rule.Burst + (int)Math.Min(int.MaxValue - (double)rule.Burst, rule.Permits / rule.Period.TotalSeconds));

    /// <summary>Buckets that are not full, and those that are for not much longer than a moment.</summary>
    public int Buckets => _buckets.Count;

    public bool TryTake(PermitKey key, double now, bool shared)
    {
        while (true)
        {
            var bucket = _buckets.TryGetValue(key, out var known) ? known : _buckets.GetOrAdd(key, static (_, made) => new PermitBucket(made._pace, made.now), (_pace, now));
            switch (bucket.Take(now, shared))
            {
                case PermitOutcome.None:
                    return false;
                case PermitOutcome.Taken:
                    return true;
                case PermitOutcome.Tell:
                    _untold.Enqueue((key, bucket));
                    return true;
                default:
                    _buckets.TryRemove(KeyValuePair.Create(key, bucket));
                    break;
            }
        }
    }

    /// <summary>Takes what other nodes have not been told of.</summary>
    public List<(PermitNote Note, PermitBucket Bucket)> TakeUntold(int limit)
    {
        var taken = new List<(PermitNote Note, PermitBucket Bucket)>();
        while (taken.Count < limit && _untold.TryDequeue(out var next))
            taken.Add((new PermitNote(next.Key.ToText(rule.Scope), next.Bucket.TakeUntold()), next.Bucket));
        return taken;
    }

    /// <summary>Gives up the buckets that are full. Not while others are told.</summary>
    public void Sweep(double now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.TryEnd(now))
                _buckets.TryRemove(KeyValuePair.Create(key, bucket));
        }
    }
}

/// <summary>Whose requests are counted together: of the parts, those that the rule's scope names.</summary>
internal readonly record struct PermitKey(TenantId Tenant, UserId User, DeviceId Device, IPAddress? Address)
{
    /// <summary>As nodes tell each other. No two keys of one scope have the same.</summary>
    public string ToText(RateScope scope) => scope switch
    {
        RateScope.Address => Address?.ToString() ?? "-",
        RateScope.Device => $"{Tenant.Value}|{User.Value.Length}|{User.Value}|{Device.Value}",
        _ => $"{Tenant.Value}|{User.Value}",
    };
}
