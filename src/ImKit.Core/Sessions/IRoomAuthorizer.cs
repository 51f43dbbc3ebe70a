using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Decides whether a client may enter a room that it asks for. Without one every room is open to every user of the tenant, as in goim.</summary>
/// <remarks>
/// <para>Asked for joins and room changes of clients; not for the rooms of an <see cref="AuthResult"/> and not for <see cref="IImKit.JoinRoomAsync"/>, which are
/// the host's own word. A right that is lost later is taken by <see cref="IImKit.LeaveRoomAsync"/>.</para>
/// <para>Threading: runs on the thread pool, for many connections at once; a connection's next frame is read after its answer. Deadline: the call is cancelled
/// after the handshake timeout. Failure: an exception refuses the join as temporarily unavailable and is logged.</para>
/// </remarks>
public interface IRoomAuthorizer
{
    /// <summary>Whether the client may enter.</summary>
    ValueTask<bool> MayJoinAsync(RoomJoin join, CancellationToken cancel);
}

/// <summary>A client that asks to enter a room.</summary>
public sealed class RoomJoin
{
    /// <summary>Who asks.</summary>
    public required SessionRecord Session { get; init; }

    /// <summary>What the authenticator said of it; null if nothing.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>The room, of the session's tenant.</summary>
    public required RoomId Room { get; init; }
}

/// <summary>A room authorizer that is a function of the host's.</summary>
internal sealed class DelegateRoomAuthorizer(Func<RoomJoin, CancellationToken, ValueTask<bool>> mayJoin) : IRoomAuthorizer
{
    public ValueTask<bool> MayJoinAsync(RoomJoin join, CancellationToken cancel) => mayJoin(join, cancel);
}
