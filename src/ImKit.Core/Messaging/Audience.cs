using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The members of a conversation of moderate size, with the floor of each. Immutable but for <see cref="AsOf"/>; its section's worker only.</summary>
internal sealed class Audience(IReadOnlyList<Member> members)
{
    private readonly UserId[] _users = [.. members.Select(static member => member.User)];
    private readonly long[] _floors = [.. members.Select(static member => member.Floor.Seq)];
    private readonly long _highestFloor = members.Count == 0 ? 0 : members.Max(static member => member.Floor.Seq);

    /// <summary>The last seq this list was used for. Every change of membership is an entry, so the list holds for exactly the next seq.</summary>
    public long AsOf { get; set; }

    public int Count => _users.Length;

    public IReadOnlyList<UserId> Users => _users;

    /// <summary>Those who may see what a run shows: their floor lies below it.</summary>
    public IReadOnlyList<UserId> WhoSee(DispatchRun run) => _highestFloor < run.Oldest ? _users : Between(-1, run.Oldest);

    /// <summary>Those who joined after what a run changes: they pull its entries, which come to them as placeholders.</summary>
    public IReadOnlyList<UserId> WhoPull(DispatchRun run) => _highestFloor < run.Oldest ? [] : Between(run.Oldest - 1, run.First);

    private List<UserId> Between(long above, long below)
    {
        var users = new List<UserId>(_users.Length);
        for (var i = 0; i < _users.Length; i++)
        {
            if (_floors[i] > above && _floors[i] < below)
                users.Add(_users[i]);
        }

        return users;
    }
}
