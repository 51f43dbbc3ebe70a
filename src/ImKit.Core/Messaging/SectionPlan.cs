using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Which sections a node takes and gives back: each is wanted by the live node that rendezvous hashing names, so that a node that comes or
/// goes moves only its own share. Pure.</summary>
/// <param name="Take">To take or to renew.</param>
/// <param name="Release">To give back.</param>
internal readonly record struct SectionPlan(int[] Take, int[] Release)
{
    /// <summary>Plans for one kind.</summary>
    /// <param name="kind">Which sections.</param>
    /// <param name="me">Who plans.</param>
    /// <param name="live">The nodes that live and want sections; never empty.</param>
    /// <param name="sections">All sections as the store has them.</param>
    /// <param name="orphans">Sections that have been free for a while: whoever should take them does not.</param>
    public static SectionPlan For(
        SectionKind kind, SectionHolder me, IReadOnlyList<NodeId> live, IReadOnlyList<SectionLease> sections, IReadOnlySet<int> orphans)
    {
        var (take, release) = (new List<int>(), new List<int>());
        foreach (var section in sections)
        {
            var wanted = Owner(live, kind, section.Number) == me.Node;
            var mine = section.Holder == me;
            if (mine && !wanted)
                release.Add(section.Number);
            else if (mine || (wanted && IsFree(section, me)) || (section.Holder is null && orphans.Contains(section.Number)))
                take.Add(section.Number);
        }

        return new SectionPlan([.. take], [.. release]);
    }

    private static bool IsFree(SectionLease section, SectionHolder me) =>
        section.Holder is not { } holder || section.Remaining == TimeSpan.Zero || (holder.Node == me.Node && holder.BootId < me.BootId);

    /// <summary>The node that shall hold a section: that with the highest hash, the same on every node that sees the same nodes.</summary>
    private static NodeId Owner(IReadOnlyList<NodeId> live, SectionKind kind, int number)
    {
        var (owner, best) = (live[0], 0UL);
        foreach (var node in live)
        {
            var weight = Weight(node, kind, number);
            if (weight > best || (weight == best && node < owner))
                (owner, best) = (node, weight);
        }

        return owner;
    }

    private static ulong Weight(NodeId node, SectionKind kind, int number)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in node.Value)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (((ulong)kind << 8) | (uint)number)) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
