using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Sorts the members of a conversation, as their pages come, into those who get a run pushed and those who joined with it.</summary>
internal sealed class MemberPages(DispatchRun run, int maxKept)
{
    private readonly List<Member> _kept = [];
    private readonly List<UserId> _seeing = [];
    private readonly List<UserId> _told = [];
    private readonly bool _joins = run.Entries[0].Kind == EntryKind.MembersAdded;

    public int Count { get; private set; }

    /// <summary>Where the next page begins.</summary>
    public UserId Last { get; private set; }

    /// <summary>Those who may see the run, as long as there are few.</summary>
    public IReadOnlyList<UserId> Seeing => _seeing;

    /// <summary>Those who learn of the run by their feed: they joined with it, or after what it changes.</summary>
    public IReadOnlyList<UserId> Told => _told;

    /// <summary>Takes a page.</summary>
    /// <returns>Those of it who get the run pushed.</returns>
    public IReadOnlyList<UserId> Add(IReadOnlyList<Member> page)
    {
        var pushed = new List<UserId>(page.Count);
        foreach (var member in page)
        {
            // Who joined with this entry learns of it by the feed, which also tells title and floor.
            if (_joins && member.Floor.Seq == run.First - 1)
                _told.Add(member.User);
            else if (member.Floor.Seq < run.Oldest)
                pushed.Add(member.User);
            else if (member.Floor.Seq < run.First)
                _told.Add(member.User);
        }

        Count += page.Count;
        if (page.Count > 0)
            Last = page[^1].User;
        if (Count <= maxKept)
        {
            _kept.AddRange(page);
            _seeing.AddRange(pushed);
        }

        return pushed;
    }

    /// <summary>The list for the runs that follow; null if there are too many members to keep.</summary>
    public Audience? ToAudience() => Count <= maxKept ? new Audience(_kept) { AsOf = run.Last } : null;
}
