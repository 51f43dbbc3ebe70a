using Google.Protobuf;
using ImKit.Client.Connections;
using ImKit.Client.Wires;

namespace ImKit.Client;

/// <content>Live rooms and the host's own operations: nothing of these is kept by the server.</content>
public sealed partial class ImKitClient
{
    private static readonly TimeSpan RoomPause = TimeSpan.FromSeconds(1);

    /// <summary>Joins a live room, and joins it again after each login.</summary>
    /// <remarks>Where the room has a history, its pushes are told by <see cref="Pushed"/> each once, in order and without a gap, also over lost connections; where that is
    /// not possible, <see cref="RoomReset"/> says so. Other rooms push what they push while there is a connection.</remarks>
    /// <returns>Members on that node.</returns>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task<int> JoinRoomAsync(string room, CancellationToken cancel = default)
    {
        var joined = false;
        var request = _rooms.Begin(room);
        try
        {
            var reply = await AskAsync(Operations.JoinRoom, request, Wire.RoomReply.Parser, cancel).ConfigureAwait(false);
            joined = true;
            return reply.Members;
        }
        finally
        {
            _rooms.End(room, joined);
            _replica.Wake();
        }
    }

    /// <summary>Leaves a live room.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task LeaveRoomAsync(string room, CancellationToken cancel = default)
    {
        _rooms.Leave(room);
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

    /// <summary>Asks again for what a server forgets with the connection. What is refused is told and let be.</summary>
    private async ValueTask RestoreAsync(Link link, CancellationToken cancel)
    {
        _rooms.JoinAllAgain();
        try
        {
            await _subscriptions.RestoreAsync(link, cancel).ConfigureAwait(false);
        }
        catch (RequestRefusedException e)
        {
            _notifier.Fail(e);
        }
    }

    /// <summary>Joins the next room that has to be joined again. A room that is refused for good is given up.</summary>
    /// <returns>False if there is none.</returns>
    private async ValueTask<bool> JoinNextAsync(Link link, CancellationToken cancel)
    {
        if (_rooms.Next() is not { } request)
            return false;
        try
        {
            await link.AskAsync(Operations.JoinRoom, request.ToByteArray(), cancel).ConfigureAwait(false);
        }
        catch (RequestRefusedException e) when (!e.Error.Temporary)
        {
            _rooms.Leave(request.Room);
            _notifier.Fail(e);
        }
        catch (RequestRefusedException e)
        {
            // Not waited for: conversations go on meanwhile.
            _ = JoinLaterAsync(request.Room, e.Error.RetryAfter ?? RoomPause);
        }
        catch
        {
            _rooms.Retry(request.Room);
            throw;
        }

        return true;
    }

    private async Task JoinLaterAsync(string room, TimeSpan delay)
    {
        await Task.Delay(delay, _options.Time, _life.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _rooms.Retry(room);
        _replica.Wake();
    }

    private void OnRoomFrame(Frame frame)
    {
        switch (frame.Operation)
        {
            case Operations.JoinRoomReply:
                _rooms.Take(Bodies.Read(frame.Body, Wire.RoomReply.Parser));
                break;
            case Operations.RoomPush:
                _rooms.Take(Bodies.Read(frame.Body, Wire.RoomPush.Parser));
                break;
            default:
                _rooms.Take(Bodies.Read(frame.Body, Wire.RoomPosition.Parser));
                break;
        }
    }
}
