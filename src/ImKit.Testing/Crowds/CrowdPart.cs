namespace ImKit.Testing;

/// <summary>The clients of a crowd on one loop. Loop thread only, save for the counts.</summary>
internal sealed class CrowdPart
{
    private readonly List<CrowdConnection> _ending = [];
    private readonly CrowdEnding _work;
    private CrowdConnection[] _clients = [];
    private byte[] _scratch = [];
    private int _live;
    private long _writes;

    public CrowdPart(InMemoryLoop loop, int index)
    {
        Loop = loop;
        Index = index;
        _work = new CrowdEnding(this);
        loop.Add(this);
    }

    public InMemoryLoop Loop { get; }

    /// <summary>Its number among the crowd's parts.</summary>
    public int Index { get; }

    public int Live => Volatile.Read(ref _live);

    public long Writes => Volatile.Read(ref _writes);

    public long ReceivedBytes(int slot) => Volatile.Read(ref _clients)[slot].ReceivedBytes;

    /// <summary>The server has written to a client.</summary>
    public void CountWrite() => _writes++;

    public bool Connect(int slot)
    {
        if (slot == _clients.Length)
        {
            var clients = _clients;
            Array.Resize(ref clients, Math.Max(16, slot * 2));
            Volatile.Write(ref _clients, clients);
        }

        var client = new CrowdConnection(this);
        _clients[slot] = client;
        if (Loop.Stopping || Loop.Host.Accept(client, CrowdConnection.Origin) is not { } handler)
            return false;
        client.Begin(handler);
        _live++;
        return true;
    }

    public bool Send(int slot, ReadOnlySpan<byte> bytes)
    {
        if (_scratch.Length < bytes.Length)
            _scratch = new byte[bytes.Length];
        // A handler may write into what it is given.
        bytes.CopyTo(_scratch);
        return _clients[slot].TrySend(_scratch.AsSpan(0, bytes.Length));
    }

    public bool Leave(int slot) => _clients[slot].End(null);

    /// <summary>A client's handler has to hear of its end, but not inside its own call.</summary>
    public void EndSoon(CrowdConnection client)
    {
        _ending.Add(client);
        if (_ending.Count == 1)
            Loop.Loop.Execute(_work);
    }

    public void EndWaiting()
    {
        // An end may cause others.
        for (var i = 0; i < _ending.Count; i++)
            _ending[i].End(null);
        _ending.Clear();
    }

    /// <summary>One client fewer.</summary>
    public void CountEnd() => _live--;

    /// <summary>Ends all clients: the transport stops.</summary>
    public void Cut(Exception error)
    {
        foreach (var client in _clients)
            client?.End(error);
    }
}
