using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>How many signals each user sent in this second. Holds only who sent any, and forgets them with the second. Any thread.</summary>
internal sealed class SignalRate(TimeProvider time, IOptions<ImKitOptions> options)
{
    private readonly int _perSecond = options.Value.Signals.PerSecond;
    private readonly ConcurrentDictionary<(TenantId Tenant, UserId User), int> _counts = new();
    private long _second;

    public bool TryTake(TenantId tenant, UserId user)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        // Two threads at the turn of the second may both clear: somebody sends a signal more than they should.
        if (Interlocked.Exchange(ref _second, second) != second)
            _counts.Clear();
        return _counts.AddOrUpdate((tenant, user), 1, static (_, count) => count + 1) <= _perSecond;
    }
}
