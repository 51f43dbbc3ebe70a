using ImKit.Client.Connections;

namespace ImKit.Client;

/// <content>Live rooms and the host's own operations: nothing of these is kept by the server.</content>
public sealed partial class ImKitClient
{
    /// <summary>Joins a live room, and joins it again after each login.</summary>
    /// <returns>Members on that node.</returns>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task<int> JoinRoomAsync(string room, CancellationToken cancel = default)
    {
        var reply = await AskAsync(Operations.JoinRoom, new Wire.RoomRequest { Room = room }, Wire.RoomReply.Parser, cancel).ConfigureAwait(false);
        _subscriptions.Room(room, on: true);
        return reply.Members;
    }

    /// <summary>Leaves a live room.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task LeaveRoomAsync(string room, CancellationToken cancel = default)
    {
        _subscriptions.Room(room, on: false);
        await AskAsync(Operations.LeaveRoom, new Wire.RoomRequest { Room = room }, Wire.RoomReply.Parser, cancel).ConfigureAwait(false);
    }

    /// <summary>Watches operations of the host's, now and after each login: pushes to the user, the connection or all come only for those.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task SubscribeAsync(IReadOnlyCollection<int> operations, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(operations?.Count ?? 0, nameof(operations));
        await RequestAsync(Operations.Subscribe, Subscriptions.ListOf(operations!), cancel).ConfigureAwait(false);
        _subscriptions.Operations(operations!, on: true);
    }

    /// <summary>Watches operations no more.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task UnsubscribeAsync(IReadOnlyCollection<int> operations, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(operations?.Count ?? 0, nameof(operations));
        _subscriptions.Operations(operations!, on: false);
        await RequestAsync(Operations.Unsubscribe, Subscriptions.ListOf(operations!), cancel).ConfigureAwait(false);
    }

    /// <summary>A request of an operation that the host defines.</summary>
    /// <param name="operation">Its number, 100 or more; others work too, with protobuf bodies, and are at the caller's own risk.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The answer's body.</returns>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task<ReadOnlyMemory<byte>> RequestAsync(int operation, ReadOnlyMemory<byte> body, CancellationToken cancel = default)
    {
        var link = await LinkAsync(cancel).ConfigureAwait(false);
        return (await link.AskAsync(operation, body, cancel).ConfigureAwait(false)).Body;
    }

    private async ValueTask RestoreAsync(Link link, CancellationToken cancel)
    {
        foreach (var refused in await _subscriptions.RestoreAsync(link, cancel).ConfigureAwait(false))
            _notifier.Fail(refused);
    }
}
