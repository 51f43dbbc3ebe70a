using ImKit.Nodes;

namespace ImKit;

/// <summary>The host's face of ImKit for one tenant: push, kick, rooms, counts. Any thread.</summary>
/// <remarks>
/// <para>Order: pushes that one caller makes one after the other to one room, one user or one key arrive in that order; and all members of a
/// room on one node see the room's pushes in one and the same order.</para>
/// <para>Loss: a call waits while a bucket has too much to do, so producers are slowed; what a slow client misses is decided by its
/// <see cref="SlowConsumerPolicy"/> and counted. A push is a live hint: what must not be lost belongs into <see cref="Messages"/>.</para>
/// </remarks>
public interface IImKit
{
    /// <summary>The tenant this face is for.</summary>
    TenantId TenantId { get; }

    /// <summary>Conversations that never lose, double or reorder a message.</summary>
    /// <exception cref="InvalidOperationException">The node has not the role <see cref="NodeRoles.Business"/>.</exception>
    IConversations Messages { get; }

    /// <summary>Contacts and blocks.</summary>
    /// <exception cref="InvalidOperationException">The node has not the role <see cref="NodeRoles.Business"/>.</exception>
    IContacts Contacts { get; }

    /// <summary>The same face for another tenant; cheap, kept for reuse.</summary>
    IImKit Tenant(TenantId tenant);

    /// <summary>Pushes to connections by key, on whichever node they are.</summary>
    ValueTask<PushReceipt> PushToConnectionsAsync(IReadOnlyList<ConnectionKey> keys, Push push, CancellationToken cancel = default);

    /// <summary>Pushes to every session of some users that watches the operation.</summary>
    ValueTask<PushReceipt> PushToUsersAsync(IReadOnlyList<UserId> users, Push push, CancellationToken cancel = default);

    /// <summary>Pushes to every session of one user that watches the operation.</summary>
    ValueTask<PushReceipt> PushToUserAsync(UserId user, Push push, CancellationToken cancel = default);

    /// <summary>Pushes to every member of a room, whatever they watch.</summary>
    ValueTask<PushReceipt> PushToRoomAsync(RoomId room, Push push, CancellationToken cancel = default);

    /// <summary>Pushes to every session of the tenant that watches the operation.</summary>
    /// <param name="push">What.</param>
    /// <param name="connectionsPerSecond">The pace on each node; 0 for at once. A paced push returns when it has begun.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<PushReceipt> PushToAllAsync(Push push, int connectionsPerSecond = 0, CancellationToken cancel = default);

    /// <summary>As <see cref="PushToRoomAsync"/> without ever waiting, for code on an event loop: this node's members at once, other nodes behind it.</summary>
    /// <param name="room">The room.</param>
    /// <param name="operation">As in <see cref="Push"/>.</param>
    /// <param name="body">Copied.</param>
    /// <param name="collapseKey">As in <see cref="Push"/>.</param>
    /// <returns>False if a bucket has too much to do: nothing was pushed.</returns>
    bool TryPushToRoom(RoomId room, int operation, ReadOnlySpan<byte> body, string? collapseKey = null);

    /// <summary>As <see cref="PushToUserAsync"/> without ever waiting, for code on an event loop.</summary>
    /// <param name="user">The user.</param>
    /// <param name="operation">As in <see cref="Push"/>.</param>
    /// <param name="body">Copied.</param>
    /// <param name="collapseKey">As in <see cref="Push"/>.</param>
    /// <returns>False if it would have to wait: nothing was pushed.</returns>
    bool TryPushToUser(UserId user, int operation, ReadOnlySpan<byte> body, string? collapseKey = null);

    /// <summary>Closes the connection that holds a key.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> KickConnectionAsync(ConnectionKey key, CloseReason reason, CancellationToken cancel = default);

    /// <summary>Closes every connection of a user.</summary>
    /// <returns>How many there were.</returns>
    ValueTask<int> KickUserAsync(UserId user, CloseReason reason, CancellationToken cancel = default);

    /// <summary>Puts a connection of this cluster into a room; it keeps the rooms it is in.</summary>
    /// <returns>Whether there is such a connection; a connection at its limit of rooms stays out and is logged.</returns>
    ValueTask<bool> JoinRoomAsync(ConnectionKey key, RoomId room, CancellationToken cancel = default);

    /// <summary>Takes a connection out of a room.</summary>
    /// <returns>Whether there is such a connection.</returns>
    ValueTask<bool> LeaveRoomAsync(ConnectionKey key, RoomId room, CancellationToken cancel = default);

    /// <summary>A user's live sessions on all nodes; empty if they are offline.</summary>
    ValueTask<IReadOnlyList<SessionRecord>> SessionsOfAsync(UserId user, CancellationToken cancel = default);

    /// <summary>Who of some users has a live session on any node, in one round trip.</summary>
    /// <param name="users">1 to 1000 users.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Those who have, in the order asked.</returns>
    ValueTask<IReadOnlyList<UserId>> FindOnlineAsync(IReadOnlyList<UserId> users, CancellationToken cancel = default);

    /// <summary>Members of a room on this node now.</summary>
    int CountRoom(RoomId room);

    /// <summary>Rooms of this node with at least one member, most members first.</summary>
    /// <param name="prefix">Only rooms whose id begins so; empty for all.</param>
    /// <param name="limit">How many at most.</param>
    IReadOnlyList<RoomCount> TopRooms(string prefix, int limit);

    /// <summary>Members of some rooms on all live nodes: this node's now, others' as they reported last, which they do every third of <c>Node.Lease</c>.</summary>
    /// <param name="rooms">1 to 1000 rooms.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One number for each room, in the same order.</returns>
    /// <exception cref="Storage.StorageException">What others have reported cannot be read; <see cref="CountRoom"/> still answers.</exception>
    ValueTask<IReadOnlyList<int>> CountRoomsAsync(IReadOnlyList<RoomId> rooms, CancellationToken cancel = default);

    /// <summary>The rooms with the most members on all live nodes, most members first, counted as <see cref="CountRoomsAsync"/> does.</summary>
    /// <param name="prefix">Only rooms whose id begins so; empty for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Storage.StorageException">What others have reported cannot be read; <see cref="TopRooms"/> still answers.</exception>
    ValueTask<IReadOnlyList<RoomCount>> TopRoomsAsync(string prefix, int limit, CancellationToken cancel = default);

    /// <summary>The newest pushes that this node keeps of a room with history (<see cref="RoomOptions.History"/>), oldest first; empty where it keeps none.</summary>
    /// <param name="room">The room.</param>
    /// <param name="limit">How many at most.</param>
    IReadOnlyList<RecentPush> RecentInRoom(RoomId room, int limit);

    /// <summary>Connections and addresses over all live nodes, each by its latest report.</summary>
    ValueTask<OnlineTotals> CountOnlineAsync(CancellationToken cancel = default);

    /// <summary>Logs every step of a user's connections from now on, or no more. Bodies are hidden unless options say otherwise.</summary>
    void Trace(UserId user, bool on);
}

/// <summary>A push as a room with history keeps it.</summary>
/// <param name="Epoch">Which numbering of the room it belongs to; another node, and another life of the room on this one, have another.</param>
/// <param name="Seq">Its place among the epoch's pushes.</param>
/// <param name="Push">The push, without its collapse key.</param>
public readonly record struct RecentPush(long Epoch, long Seq, Push Push);

/// <summary>How many are online.</summary>
/// <param name="Connections">Authenticated connections.</param>
/// <param name="Addresses">Different client addresses.</param>
public readonly record struct OnlineTotals(int Connections, int Addresses);
