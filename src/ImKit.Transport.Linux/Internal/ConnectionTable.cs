namespace ImKit.Transports.Linux;

/// <summary>The connections of a loop by the number that epoll gives back. Loop thread only.</summary>
/// <remarks>The number is a slot and a generation. Slots are used again, generations are not (not before four thousand million
/// connections): an event that was under way when its connection ended finds nobody, even if another has the slot or the descriptor by now.</remarks>
internal sealed class ConnectionTable
{
    private TcpConnection?[] _slots = new TcpConnection?[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;
    private uint _generation;

    public int Count => _used - _freeCount;

    public void Add(TcpConnection connection)
    {
        if (_freeCount == 0 && _used == _slots.Length)
            Array.Resize(ref _slots, _used * 2);
        var slot = _freeCount > 0 ? _free[--_freeCount] : _used++;
        _slots[slot] = connection;
        connection.Key = ((ulong)++_generation << 32) | (uint)slot;
    }

    public TcpConnection? Find(ulong key)
    {
        var slot = (uint)key;
        return slot < (uint)_slots.Length && _slots[slot] is { } connection && connection.Key == key ? connection : null;
    }

    public void Remove(TcpConnection connection)
    {
        var slot = (int)(uint)connection.Key;
        _slots[slot] = null;
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, _freeCount * 2);
        _free[_freeCount++] = slot;
    }

    /// <summary>Calls each; it may remove itself.</summary>
    public void ForEach(Action<TcpConnection> action)
    {
        for (var i = 0; i < _used; i++)
        {
            if (_slots[i] is { } connection)
                action(connection);
        }
    }
}
