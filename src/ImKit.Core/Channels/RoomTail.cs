using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>How a member of a room with history gets its pushes.</summary>
internal enum MemberKind : byte
{
    /// <summary>As the host made them.</summary>
    Plain = 0,

    /// <summary>With their place, by operation 44.</summary>
    Numbered = 1,

    /// <summary>Not at all: its join is not answered yet, and the answer brings what comes until then.</summary>
    Waiting = 2,
}

/// <summary>What a room with history has beside other rooms, on one event loop: how far it has come there, and how each member gets its pushes. Loop thread only.</summary>
internal sealed class RoomTail(RoomPlace place)
{
    private MemberKind[] _kinds = new MemberKind[4];
    private List<(ClientChannel Channel, bool Numbered)>? _blocked;

    /// <summary>The place of the last push that was taken to the members here.</summary>
    public RoomPlace Place { get; private set; } = place;

    /// <summary>Members that the kernel refuses bytes for, gathered during one flush.</summary>
    public List<(ClientChannel Channel, bool Numbered)> Blocked => _blocked ??= [];

    /// <summary>Takes note of a push.</summary>
    /// <returns>False for one from before the bucket held the room: it is in nobody's future here.</returns>
    public bool TryAdvance(OutboundMessage message)
    {
        if (message is not NumberedPush numbered)
            return true;
        if (numbered.Place.Seq <= Place.Seq)
            return false;
        Place = numbered.Place;
        return true;
    }

    public MemberKind KindOf(int member) => _kinds[member];

    public void Set(int member, MemberKind kind)
    {
        if (member >= _kinds.Length)
            Array.Resize(ref _kinds, Math.Max(member + 1, _kinds.Length * 2));
        _kinds[member] = kind;
    }
}
