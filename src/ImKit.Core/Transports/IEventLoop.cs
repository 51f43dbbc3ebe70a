namespace ImKit.Transports;

/// <summary>One thread of execution that owns a bucket: what it runs never overlaps.</summary>
/// <remarks>Loops come from transports. A transport may run a loop on a thread of its own or serialise it on the thread pool.</remarks>
public interface IEventLoop
{
    /// <summary>Whether the caller runs on this loop now.</summary>
    bool InLoop { get; }

    /// <summary>Runs work on the loop, soon, in the order of the calls, each once. Any thread; never runs it inside the call.</summary>
    /// <param name="work">The work. It must not block; an exception that leaves it is logged by the transport and ends nothing else.</param>
    /// <returns>False once the loop has stopped: the work will not run.</returns>
    bool Execute(ILoopWork work);

    /// <summary>Runs work again and again on the loop, without a timer on another thread. Any thread.</summary>
    /// <param name="work">The work. It must not block.</param>
    /// <param name="period">How often, as near as the loop's other work allows; never twice in a row to catch up.</param>
    /// <param name="time">The host's clock.</param>
    /// <returns>Ends it; null if the loop cannot do this by that clock.</returns>
    IDisposable? Every(ILoopWork work, TimeSpan period, TimeProvider time) => null;

    /// <summary>Sends to many connections of this loop at once; null if the transport has nothing faster than one send after the other.
    /// Loop thread only.</summary>
    IBatchSender? BatchSender => null;
}

/// <summary>Something to run on an event loop.</summary>
public interface ILoopWork
{
    /// <summary>Runs on the loop's thread. Must not block.</summary>
    void Run();
}
