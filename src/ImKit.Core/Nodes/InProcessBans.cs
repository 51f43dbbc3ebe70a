using System.Collections.Concurrent;

namespace ImKit.Nodes;

/// <summary>Whom the nodes of a process have banned. Answers synchronously. Any thread; a lock for each kind.</summary>
internal sealed class InProcessBans(TimeProvider time) : IBanExchange
{
    private const int MaxNotes = 256;
    private readonly ConcurrentDictionary<string, InProcessBansOfKind> _kinds = new();

    public ValueTask<BanPage> ExchangeAsync(string kind, IReadOnlyList<RefusalNote> notes, BanTerms terms, long after, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(notes.Count, MaxNotes, nameof(notes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms.Refusals, nameof(terms));
        return new(_kinds.GetOrAdd(kind, static _ => new InProcessBansOfKind()).Exchange(notes, terms, after, time.GetUtcNow()));
    }
}
