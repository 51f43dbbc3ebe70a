using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What this node knows of the sections: the term under which it holds each, and who holds the others. Look-ups take no lock. Any thread.</summary>
/// <remarks>It may be out of date; the store is not: it refuses what is written under a term that has passed.</remarks>
internal sealed class SectionLeases
{
    private readonly Table _feed = new();
    private readonly Table _dispatch = new();

    private volatile bool _alone = true;

    /// <summary>Called when this node has got a section. Short.</summary>
    public Action<SectionKind, int>? Acquired { get; set; }

    /// <summary>Called before sections are given back, when nothing more is begun under their terms.</summary>
    public Func<SectionKind, CancellationToken, Task>? Releasing { get; set; }

    /// <summary>Whether no other node is known: then nobody else appends to what this node dispatches.</summary>
    public bool IsAlone
    {
        get => _alone;
        set => _alone = value;
    }

    /// <summary>The term under which this node holds a section; 0 if it does not.</summary>
    public long TermOf(SectionKind kind, int number) => Volatile.Read(ref Of(kind).Terms[number]);

    /// <summary>Who holds a section as far as is known; the default value if nobody does.</summary>
    public NodeId HolderOf(SectionKind kind, int number) => Volatile.Read(ref Of(kind).Holders[number])?.Node ?? default;

    /// <summary>The sections of a kind that this node holds.</summary>
    public IEnumerable<int> Held(SectionKind kind) => Enumerable.Range(0, Sections.Count).Where(number => TermOf(kind, number) > 0);

    /// <summary>Notes what the store has said. One caller at a time.</summary>
    public void Note(SectionKind kind, SectionLease lease, SectionHolder me)
    {
        var table = Of(kind);
        var term = lease.Holder == me ? lease.Term : 0;
        Volatile.Write(ref table.Holders[lease.Number], lease.Holder is { } holder ? new Holder(holder.Node) : null);
        if (Interlocked.Exchange(ref table.Terms[lease.Number], term) != term && term > 0)
            Acquired?.Invoke(kind, lease.Number);
    }

    /// <summary>The term has passed: this node holds the section no longer.</summary>
    public void Lose(SectionKind kind, int number, long term)
    {
        var table = Of(kind);
        if (Interlocked.CompareExchange(ref table.Terms[number], 0, term) == term)
            Volatile.Write(ref table.Holders[number], null);
    }

    private Table Of(SectionKind kind) => kind == SectionKind.Feed ? _feed : _dispatch;

    private sealed class Table
    {
        public long[] Terms { get; } = new long[Sections.Count];

        public Holder?[] Holders { get; } = new Holder?[Sections.Count];
    }

    /// <summary>A name behind one reference, which is read and written whole.</summary>
    private sealed record Holder(NodeId Node);
}
