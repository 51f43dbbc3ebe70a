using ImKit.Nodes;

namespace ImKit.Routing;

/// <summary>Closes a session wherever it is. Any thread.</summary>
internal interface ISessionCloser
{
    /// <summary>Takes the session's route away and tells its node to close it. A session still in its login is closed when that ends.</summary>
    ValueTask CloseAsync(SessionRecord session, CloseReason reason, CancellationToken cancel);
}
