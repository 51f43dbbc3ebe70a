namespace ImKit.Transports.AspNetCore;

/// <summary>One loop, its bucket, and its live connections. Loop thread only, unless said otherwise.</summary>
internal sealed class TransportLoop(SerialEventLoop loop, ILoopHost host)
{
    private LoopConnection? _first;
    private int _count;

    /// <summary>The loop. Any thread.</summary>
    public SerialEventLoop Loop { get; } = loop;

    /// <summary>Live connections. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public IConnectionHandler? Accept(LoopConnection connection, ConnectionOrigin origin)
    {
        var handler = host.Accept(connection, origin);
        if (handler is null)
            return null;
        connection.Next = _first;
        if (_first is not null)
            _first.Previous = connection;
        _first = connection;
        Volatile.Write(ref _count, _count + 1);
        return handler;
    }

    public void Remove(LoopConnection connection)
    {
        if (connection.Previous is null)
            _first = connection.Next;
        else
            connection.Previous.Next = connection.Next;
        if (connection.Next is not null)
            connection.Next.Previous = connection.Previous;
        connection.Next = connection.Previous = null;
        Volatile.Write(ref _count, _count - 1);
    }

    /// <summary>Says goodbye to, or cuts, every connection that is left. An action may remove the connection it gets.</summary>
    public void ForEach(Action<LoopConnection> action)
    {
        for (var connection = _first; connection is not null;)
        {
            var next = connection.Next;
            action(connection);
            connection = next;
        }
    }
}
