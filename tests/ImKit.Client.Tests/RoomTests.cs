using System.Text;
using Google.Protobuf;
using ImKit.Client.Tests.Support;
using ImKit.Client.Wires;
using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>Rooms with history against a server that does what the test says.</summary>
public sealed class RoomTests
{
    private const string Room = "live://1";
    private const long Epoch = 77;
    private readonly FakeServer _server = new();
    private readonly FakeRoom _room = new();

    public RoomTests() => _server.Instead = (connection, frame) => frame.Operation == Operations.JoinRoom && _room.Answer(connection, frame);

    [Fact]
    public async Task A_gap_is_asked_for_once_and_nothing_is_told_until_it_is_closed()
    {
        await using var device = new TestDevice(_server);
        var (connection, told) = await JoinAsync(device);
        _room.Push(connection, 1, 2);
        _room.Add(3, 5);
        _room.Holds = true;
        _room.Push(connection, 6, 9);
        await Until.HoldsAsync(() => connection.Count(Operations.JoinRoom) == 2, "it asks");
        Assert.Equal(2, connection.Last(Operations.JoinRoom, Wire.RoomRequest.Parser).Seq);
        _room.Release();
        _room.Push(connection, 10, 10);
        await Until.HoldsAsync(() => told.Count == 10, "all is told");
        Assert.Equal(FakeRoom.UpTo(10), told);
        Assert.Equal(2, connection.Count(Operations.JoinRoom));
        Assert.Equal(1, device.Client.Statistics.Gaps);
    }

    [Fact]
    public async Task The_loss_of_the_last_push_is_seen_by_the_position_that_the_server_tells()
    {
        await using var device = new TestDevice(_server);
        var (connection, told) = await JoinAsync(device);
        _room.Push(connection, 1, 1);
        _room.Add(2, 3);
        connection.Push(Operations.RoomPosition, new Wire.RoomPosition { Room = Room, Epoch = Epoch, Seq = 3 });
        await Until.HoldsAsync(() => told.Count == 3, "all is told");
        var asked = connection.Count(Operations.JoinRoom);
        // One that it has already is no reason to ask.
        connection.Push(Operations.RoomPosition, new Wire.RoomPosition { Room = Room, Epoch = Epoch, Seq = 3 });
        _room.Push(connection, 4, 4);
        await Until.HoldsAsync(() => told.Count == 4, "all is told");
        Assert.Equal(asked, connection.Count(Operations.JoinRoom));
    }

    [Fact]
    public async Task Pushes_that_the_application_was_too_slow_for_are_asked_for_again()
    {
        await using var device = new TestDevice(_server, static options => options.PushCapacity = 4);
        var told = new List<string>();
        using var block = new ManualResetEventSlim(initialState: true);
        device.Client.Pushed += push =>
        {
            block.Wait(Until.Limit);
            lock (told)
                told.Add(Encoding.ASCII.GetString(push.Body.Span));
        };
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.JoinRoomAsync(Room).WaitAsync(Until.Limit);
        block.Reset();
        _room.Push(connection, 1, 100);
        await Until.HoldsAsync(() => device.Client.Statistics.DroppedPushes > 0, "some are dropped");
        block.Set();
        await Until.HoldsAsync(() => told.Count >= 100, "all is told");
        Assert.Equal(FakeRoom.UpTo(100), told);
    }

    [Fact]
    public async Task A_new_connection_goes_on_from_the_position_and_another_epoch_is_told()
    {
        await using var device = new TestDevice(_server, static options => options.MinReconnectDelay = TimeSpan.FromMilliseconds(1));
        var (connection, told) = await JoinAsync(device);
        _room.Push(connection, 1, 3);
        await Until.HoldsAsync(() => told.Count == 3, "three are told");
        _room.Add(4, 6);
        connection.End();
        connection = await _server.NextAsync();
        await Until.HoldsAsync(() => told.Count == 6, "what was missed is told");

        _room.Renew(Epoch + 1, 100);
        connection.End();
        connection = await _server.NextAsync();
        await Until.HoldsAsync(() => told.Count == 7, "the loss is told");
        _room.Push(connection, 101, 102);
        await Until.HoldsAsync(() => told.Count == 9, "what follows is told");
        Assert.Equal([.. FakeRoom.UpTo(6), $"reset {Room}", "101", "102"], told);
        Assert.Equal(1, device.Client.Statistics.Resets);
    }

    [Fact]
    public async Task A_room_that_is_refused_for_now_is_tried_again_and_one_that_is_refused_for_good_is_given_up()
    {
        await using var device = new TestDevice(_server, static options => options.MinReconnectDelay = TimeSpan.FromMilliseconds(1));
        var (connection, told) = await JoinAsync(device);
        _room.Refusals = 2;
        connection.End();
        connection = await _server.NextAsync();
        await Until.HoldsAsync(() => connection.Count(Operations.JoinRoom) == 3, "it is asked again");
        _room.Push(connection, 1, 1);
        await Until.HoldsAsync(() => told.Count == 1, "the push is told");

        _room.Refusals = 1;
        _room.Code = (int)ClientErrorCode.Forbidden;
        connection.End();
        connection = await _server.NextAsync();
        await Until.HoldsAsync(() => device.Told.Any(static what => what.StartsWith("failed", StringComparison.Ordinal)), "the application is told");
        await device.Client.CatchUpAsync();
        Assert.Equal(1, connection.Count(Operations.JoinRoom));
    }

    [Fact]
    public async Task A_room_without_history_pushes_as_ever()
    {
        _room.Renew(0, 0);
        await using var device = new TestDevice(_server);
        var (connection, _) = await JoinAsync(device);
        connection.SendBytes(Frame.Encode(2, 1000, 0, "hello"u8));
        await device.ToldAsync("push 1000");
        Assert.Equal(0, device.Client.Statistics.Gaps);
    }

    private async Task<(FakeConnection Connection, IReadOnlyList<string> Told)> JoinAsync(TestDevice device)
    {
        var told = new TellList();
        device.Client.Pushed += push => told.Add(Encoding.ASCII.GetString(push.Body.Span));
        device.Client.RoomReset += reset => told.Add($"reset {reset.Room}");
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.JoinRoomAsync(Room).WaitAsync(Until.Limit);
        return (connection, told);
    }
}
