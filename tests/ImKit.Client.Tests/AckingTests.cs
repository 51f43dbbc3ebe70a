using ImKit.Client.Tests.Support;
using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>What a client says of the entries that were pushed to it.</summary>
public sealed class AckingTests
{
    private const string Group = "g.one";

    [Fact]
    public async Task It_says_after_its_login_that_it_acknowledges_and_then_how_much_it_has_applied()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        await AckedAsync(connection, 0);
        for (var i = 1; i <= 5; i++)
            connection.Push(Operations.Entries, Append(server));
        await AckedAsync(connection, 5);
        Assert.Equal(TestDevice.UpTo(5), device.Seqs(Group));
        // A moment's entries together.
        Assert.InRange(connection.Count(Operations.Ack), 2, 4);
    }

    [Fact]
    public async Task It_acknowledges_in_the_middle_of_many_before_the_window_is_full()
    {
        // No moment passes: only their number makes it say so.
        var (server, device, connection) = await StartAsync(window: 40, time: new VirtualClock());
        await using var _ = device;
        await AckedAsync(connection, 0);
        for (var i = 1; i <= 40; i++)
            connection.Push(Operations.Entries, Append(server));
        await device.ShowsAsync(Group, 40);
        await AckedAsync(connection, 40);
        Assert.InRange(connection.Count(Operations.Ack), 4, 6);
    }

    [Fact]
    public async Task What_is_not_on_the_device_yet_is_not_acknowledged()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        await AckedAsync(connection, 0);
        // Entry 1 was lost on the way, and the pull for it is not answered.
        var asked = new TaskCompletionSource();
        server.Instead = (_, frame) => frame.Operation == Operations.Pull && asked.TrySetResult();
        Append(server);
        connection.Push(Operations.Entries, Append(server));
        await asked.Task.WaitAsync(Until.Limit);
        Assert.Equal(0, LastCount(connection));
        // Told to come back, it asks again.
        connection.SendBytes(Wires.Frame.Encode(2, Operations.Error, connection.Requests.Last(static request => request.Operation == Operations.Pull).Sequence, Temporary()));
        await device.ShowsAsync(Group, 2);
        await AckedAsync(connection, 1);
    }

    [Fact]
    public async Task What_the_application_was_too_slow_for_is_acknowledged_when_it_was_pulled()
    {
        var (server, device, connection) = await StartAsync(configure: static options => options.PushCapacity = 2);
        await using var _ = device;
        var gate = new ManualResetEventSlim();
        device.Slow = gate.Wait;
        for (var i = 0; i < 20; i++)
            connection.Push(Operations.Entries, Append(server));
        await Until.HoldsAsync(() => device.Client.Statistics.DroppedPushes > 0, "pushes are dropped");
        gate.Set();
        await device.ShowsAsync(Group, 20);
        await AckedAsync(connection, 20);
        Assert.Equal(TestDevice.UpTo(20), device.Seqs(Group));
    }

    [Fact]
    public async Task A_new_connection_is_counted_from_its_beginning()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        connection.Push(Operations.Entries, Append(server));
        await AckedAsync(connection, 1);
        connection.End();
        var next = await server.NextAsync();
        await AckedAsync(next, 0);
        next.Push(Operations.Entries, Append(server));
        await AckedAsync(next, 1);
    }

    [Fact]
    public async Task When_the_server_pushes_again_what_it_left_out_is_pulled()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        connection.Push(Operations.Window, new Wire.WindowPush { Stopped = true });
        Append(server);
        Append(server);
        connection.Push(Operations.Window, new Wire.WindowPush { Heads = { server[Group].End() } });
        await device.ShowsAsync(Group, 2);
        Assert.Equal(1, device.Client.Statistics.Stops);
    }

    [Fact]
    public async Task When_not_all_is_named_that_was_left_out_it_syncs()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        var other = server.Add("g.other", entries: 3);
        connection.Push(Operations.Window, new Wire.WindowPush { More = true });
        await device.ShowsAsync(other.Id, 3);
    }

    [Fact]
    public async Task What_was_pulled_and_nobody_has_read_is_told_as_delivered()
    {
        var server = new FakeServer { AckWindow = 256 };
        server.Add("d.unread", entries: 3);
        server.Add("d.read", entries: 3).Seen = 3;
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await Until.HoldsAsync(
            () => Acks(connection).SelectMany(static ack => ack.Pulled).Any(static place => place is { ConversationId: "d.unread", Seq: 3 }), "what was pulled is told");
        await device.ShowsAsync("d.read", 3);
        Assert.DoesNotContain(Acks(connection).SelectMany(static ack => ack.Pulled), static place => place.ConversationId == "d.read");
    }

    [Fact]
    public async Task A_server_that_takes_no_acknowledgements_gets_none()
    {
        var (server, device, connection) = await StartAsync(window: 0);
        await using var _ = device;
        connection.Push(Operations.Entries, Append(server));
        await device.ShowsAsync(Group, 1);
        await device.Client.CatchUpAsync();
        Assert.Equal(0, connection.Count(Operations.Ack));
    }

    [Fact]
    public async Task Receipts_are_told_to_the_application()
    {
        var (server, device, connection) = await StartAsync();
        await using var _ = device;
        var receipts = new TaskCompletionSource<ReceiptsReceived>();
        device.Client.Receipts += receipts.SetResult;
        connection.Push(Operations.Receipts, new Wire.ReceiptsPush { ConversationId = Group, Receipts = { new Wire.Receipt { UserId = "ben", Read = 2, Delivered = 3 } } });
        var told = await receipts.Task.WaitAsync(Until.Limit);
        Assert.Equal((Group, new ClientReceipt("ben", 2, 3)), (told.ConversationId, told.Receipts.Single()));
    }

    private static async Task<(FakeServer Server, TestDevice Device, FakeConnection Connection)> StartAsync(
        int window = 256, TimeProvider? time = null, Action<ImKitClientOptions>? configure = null)
    {
        var server = new FakeServer { AckWindow = window };
        server.Add(Group);
        var device = new TestDevice(server, options =>
        {
            options.Time = time ?? TimeProvider.System;
            options.MinReconnectDelay = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(options);
        });
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.Client.CatchUpAsync().WaitAsync(Until.Limit);
        return (server, device, connection);
    }

    private static Wire.EntriesPush Append(FakeServer server) => server.Do(() => server[Group].Push((int)server[Group].Append("ben", "x").Seq));

    private static byte[] Temporary() => Google.Protobuf.MessageExtensions.ToByteArray(new Wire.Error { Code = 100, Temporary = true, RetryAfterMs = 1 });

    private static IEnumerable<Wire.AckRequest> Acks(FakeConnection connection) =>
        connection.Requests.Where(static request => request.Operation == Operations.Ack).Select(static request => Wire.AckRequest.Parser.ParseFrom(request.Body.Span));

    private static long LastCount(FakeConnection connection) => Acks(connection).LastOrDefault()?.Count ?? -1;

    private static Task AckedAsync(FakeConnection connection, long count) => Until.HoldsAsync(() => LastCount(connection) == count, $"{count} entries are acknowledged");
}
