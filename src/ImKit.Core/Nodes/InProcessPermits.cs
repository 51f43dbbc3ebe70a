using System.Collections.Concurrent;

namespace ImKit.Nodes;

/// <summary>What the nodes of a process have let subjects have. Answers synchronously. Any thread; a lock for each rule.</summary>
/// <param name="time">The clock.</param>
/// <param name="nodes">How many nodes there are.</param>
internal sealed class InProcessPermits(TimeProvider time, Func<int> nodes) : IPermitExchange
{
    private const int MaxNotes = 256;
    private readonly ConcurrentDictionary<string, InProcessPermitsOfRule> _rules = new(StringComparer.Ordinal);

    /// <summary>Whether there is anybody to share with. A node that is alone need not tell itself.</summary>
    public bool IsShared => nodes() > 1;

    public ValueTask<IReadOnlyList<double>> ExchangeAsync(string rule, IReadOnlyList<PermitNote> notes, PermitTerms terms, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfZero(notes.Count, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(notes.Count, MaxNotes, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms.Permits, nameof(terms));
        return new(_rules.GetOrAdd(rule, static _ => new InProcessPermitsOfRule()).Take(notes, terms, time.GetTimestamp() / (double)time.TimestampFrequency));
    }
}
