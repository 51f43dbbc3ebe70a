using System.Collections.Concurrent;

namespace ImKit.BenchServer.Plain;

/// <summary>Everybody who is logged in: room 1, and who a user is.</summary>
internal sealed class PlainRoom
{
    private readonly Lock _changing = new();
    private readonly HashSet<PlainMember> _members = [];
    private PlainMember[]? _snapshot;

    public ConcurrentDictionary<int, PlainMember> Users { get; } = new();

    public void Add(PlainMember member)
    {
        lock (_changing)
        {
            _members.Add(member);
            _snapshot = null;
        }
    }

    public void Remove(PlainMember member)
    {
        lock (_changing)
        {
            _members.Remove(member);
            _snapshot = null;
        }
    }

    public void Broadcast(ReadOnlySpan<byte> frame)
    {
        PlainMember[] members;
        lock (_changing)
            members = _snapshot ??= [.. _members];
        foreach (var member in members)
            member.Send(frame);
    }
}
