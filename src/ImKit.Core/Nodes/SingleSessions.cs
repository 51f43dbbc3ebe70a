namespace ImKit.Nodes;

/// <summary>Lists of one session each, for the users that were asked for lately: who is pushed to again and again gets the same list. Any thread.</summary>
/// <remarks>A list for each of a million users would be 32 MB that hardly anybody looks at. This is bounded, and what it keeps of an ended session is one record.</remarks>
internal sealed class SingleSessions
{
    private const int Kept = 1024;
    private readonly SessionRecord[]?[] _lists = new SessionRecord[]?[Kept];

    /// <summary>The list of this session alone; it never changes.</summary>
    public SessionRecord[] ListOf(SessionRecord session)
    {
        ref var kept = ref _lists[session.SessionId & (Kept - 1)];
        var list = Volatile.Read(ref kept);
        if (list is null || !ReferenceEquals(list[0], session))
            Volatile.Write(ref kept, list = [session]);
        return list;
    }
}
