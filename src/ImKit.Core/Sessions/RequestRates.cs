using System.Collections.Frozen;
using System.Net;
using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Decides whether a request is within its rates. Any thread; a lock per bucket of permits, held for an addition.</summary>
internal sealed class RequestRates
{
    private readonly TimeProvider _time;
    private readonly double _second;
    private readonly PermitRule[] _ofAll;
    private readonly FrozenDictionary<int, PermitRule[]> _ofOperation;
    private volatile bool _shared;

    public RequestRates(RateOptions options, TimeProvider time)
    {
        (_time, _second) = (time, time.TimestampFrequency);
        Rules = [.. Of(options).GroupBy(static rule => rule.Name).SelectMany(static same => same.Select(static (rule, i) => new PermitRule(rule, i == 0 ? rule.Name : $"{rule.Name}#{i + 1}")))];
        _ofAll = [.. Rules.Where(static rule => rule.Rule.Operations.Count == 0)];
        _ofOperation = Rules.SelectMany(static rule => rule.Rule.Operations, static (rule, operation) => (rule, operation))
            .GroupBy(static pair => pair.operation, static pair => pair.rule)
            .ToFrozenDictionary(static group => group.Key, group => (PermitRule[])[.. group, .. _ofAll]);
    }

    public IReadOnlyList<PermitRule> Rules { get; }

    /// <summary>Seconds of the clock that permits come back by.</summary>
    public double Now => _time.GetTimestamp() / _second;

    /// <summary>Whether what is taken is noted for other nodes.</summary>
    public void Share(bool on) => _shared = on;

    /// <summary>Takes a permit of each rule.</summary>
    /// <returns>The rule that has none left; null if the request may go on.</returns>
    public RateRule? TryTake(SessionRecord session, IPAddress? address, int operation)
    {
        var rules = _ofOperation.GetValueOrDefault(operation, _ofAll);
        if (rules.Length == 0)
            return null;
        var (now, shared) = (Now, _shared);
        foreach (var rule in rules)
        {
            if (!rule.TryTake(KeyOf(rule.Rule.Scope, session, address), now, shared))
                return rule.Rule;
        }

        return null;
    }

    private static IEnumerable<RateRule> Of(RateOptions options) => options.SendsPerSecond == 0
        ? options.Rules
        : options.Rules.Prepend(new RateRule("send") { Operations = [Operations.Send], Permits = options.SendsPerSecond, Burst = options.SendBurst });

    private static PermitKey KeyOf(RateScope scope, SessionRecord session, IPAddress? address) => scope switch
    {
        RateScope.Address => new PermitKey(default, default, default, address is null ? null : ClientNetwork.Of(address)),
        RateScope.Device => new PermitKey(session.Tenant, session.User, session.Device, null),
        _ => new PermitKey(session.Tenant, session.User, default, null),
    };
}
