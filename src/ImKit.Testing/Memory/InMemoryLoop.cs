using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>One loop of an in-memory transport, with its bucket and its live connections. Loop thread only, except where it says any.</summary>
internal sealed class InMemoryLoop : ILoopWork
{
    private readonly TaskCompletionSource _stopped;
    private readonly Lock _adding = new();
    private readonly List<CrowdPart> _crowds = [];
    private InMemoryConnection? _first;

    public InMemoryLoop(ITransportHost host, IEventLoop loop)
    {
        Loop = loop;
        // In a simulation, who waits for the stop goes on inside it.
        _stopped = new(loop is SimulatedLoop ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        Host = host.AttachLoop(loop);
    }

    public IEventLoop Loop { get; }

    public ILoopHost Host { get; }

    /// <summary>Events of one connection in one turn: one where a scheduler wants to choose between connections.</summary>
    public int EventsPerTurn => Loop is SimulatedLoop ? 1 : 64;

    public Task Stopped => _stopped.Task;

    public bool Stopping { get; private set; }

    public void Add(InMemoryConnection connection)
    {
        connection.Next = _first;
        if (_first is not null)
            _first.Previous = connection;
        _first = connection;
    }

    /// <summary>Adds the part of a crowd. Any thread.</summary>
    public void Add(CrowdPart crowd)
    {
        lock (_adding)
            _crowds.Add(crowd);
    }

    public void Remove(InMemoryConnection connection)
    {
        if (connection.Previous is not null)
            connection.Previous.Next = connection.Next;
        else if (_first == connection)
            _first = connection.Next;
        if (connection.Next is not null)
            connection.Next.Previous = connection.Previous;
        connection.Next = connection.Previous = null;
    }

    /// <summary>Cuts all connections and ends the loop. Any thread.</summary>
    public void Stop()
    {
        if (!Loop.Execute(this))
            _stopped.TrySetResult();
    }

    public void Run()
    {
        Stopping = true;
        while (_first is { } connection)
            connection.Cut(new IOException("The transport was stopped."));
        lock (_adding)
        {
            foreach (var crowd in _crowds)
                crowd.Cut(new IOException("The transport was stopped."));
        }

        if (Loop is SimulatedLoop simulated)
            simulated.Stop();
        else
            ((PooledLoop)Loop).Stop();
        _stopped.TrySetResult();
    }
}
