namespace ImKit.Testing;

/// <summary>Very many in-memory clients that are nothing but a count of what they got: a crowd for load and for figures, at 56 bytes a client.</summary>
/// <remarks>
/// <para>A client of a crowd reads at once whatever the server sends, so it never blocks; it does not look at it, so it knows neither replies nor a
/// server's word of farewell. Its frames are bare (<see cref="Transports.Framing.Stream"/>). Clients are numbered from 0 and spread over the transport's loops in turn.</para>
/// <para>Threading: any thread may read the counts; one caller at a time connects; what is asked for first is begun first.</para>
/// </remarks>
public sealed class InMemoryCrowd
{
    private readonly CrowdPart[] _parts;

    internal InMemoryCrowd(IReadOnlyList<InMemoryLoop> loops) => _parts = [.. loops.Select(static (loop, index) => new CrowdPart(loop, index))];

    /// <summary>Clients so far, those included that were refused or have ended.</summary>
    public int Count { get; private set; }

    /// <summary>Clients whose connection lives.</summary>
    public int Live => _parts.Sum(static part => part.Live);

    /// <summary>Writes of the server that clients got: a broadcast that left joined with others is one.</summary>
    public long Writes => _parts.Sum(static part => part.Writes);

    /// <summary>Bytes that one client got.</summary>
    /// <param name="client">Its number.</param>
    public long ReceivedBytes(int client)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(client);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(client, Count);
        return _parts[client % _parts.Length].ReceivedBytes(client / _parts.Length);
    }

    /// <summary>Connects more clients.</summary>
    /// <param name="clients">How many.</param>
    /// <returns>How many of them the server has accepted, once it has seen all.</returns>
    public Task<int> ConnectAsync(int clients)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(clients);
        var first = Count;
        Count += clients;
        return ForEachAsync(first, clients, static (part, slot) => part.Connect(slot));
    }

    /// <summary>Every client of a range sends the bytes that are asked for it.</summary>
    /// <param name="first">The first client's number.</param>
    /// <param name="count">How many clients.</param>
    /// <param name="bytesOf">What the client of a number sends; called on the loops. The bytes are copied.</param>
    /// <returns>How many clients' bytes the server has read: not those of clients that have ended, nor of those that the server does not read now.</returns>
    public Task<int> SendAsync(int first, int count, Func<int, ReadOnlyMemory<byte>> bytesOf)
    {
        ArgumentNullException.ThrowIfNull(bytesOf);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        var loops = _parts.Length;
        return ForEachAsync(first, count, (part, slot) => part.Send(slot, bytesOf((slot * loops) + part.Index).Span));
    }

    /// <summary>Every client closes its connection in order.</summary>
    /// <returns>How many there were to close.</returns>
    public Task<int> LeaveAsync() => ForEachAsync(0, Count, static (part, slot) => part.Leave(slot));

    private async Task<int> ForEachAsync(int first, int count, Func<CrowdPart, int, bool> step)
    {
        var rounds = new List<Task<int>>(_parts.Length);
        for (var i = 0; i < _parts.Length; i++)
        {
            // Numbers of this part's clients: i, i + loops, i + 2 × loops, …
            var from = FirstSlot(first, i);
            var to = FirstSlot(first + count, i);
            if (to > from)
                rounds.Add(new CrowdRound(_parts[i], from, to, step).Begin());
        }

        var done = await Task.WhenAll(rounds).ConfigureAwait(false);
        return done.Sum();
    }

    private int FirstSlot(int client, int part) => (Math.Max(0, client - part) + _parts.Length - 1) / _parts.Length;
}
