using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Hears of connections that come, go, and read too slowly. Added any number of times.</summary>
/// <remarks>Threading: on the thread pool, one call at a time per node, in the order in which things happened per connection. Failure: logged, nothing
/// else. Events beyond 65,536 waiting are dropped and counted: this is for information, not for bookkeeping.</remarks>
public interface IConnectionObserver
{
    /// <summary>A client has logged in and can be reached.</summary>
    ValueTask ConnectedAsync(SessionRecord session) => ValueTask.CompletedTask;

    /// <summary>A client's connection is gone.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="reason">What the server told it; null if the client or the network ended it.</param>
    ValueTask DisconnectedAsync(SessionRecord session, CloseReason? reason) => ValueTask.CompletedTask;

    /// <summary>A client's ring was full: told once until the ring has been empty again.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="policy">What is done about it.</param>
    ValueTask SlowAsync(SessionRecord session, SlowConsumerPolicy policy) => ValueTask.CompletedTask;
}
