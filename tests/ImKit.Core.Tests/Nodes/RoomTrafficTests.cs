using System.Diagnostics.Metrics;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Testing;
using ImKit.Tests.Shared;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Pushes for rooms on their way to other nodes.</summary>
public sealed class RoomTrafficTests : IAsyncLifetime
{
    private static readonly RoomId s_room = new("live://1");
    private readonly InProcessCluster _cluster = new(TimeProvider.System);
    private readonly HeldBroker _broker = new();
    private TestServer _one = null!;
    private TestServer _two = null!;
    private TestClient _member = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await StartAsync("one", 1);
        _two = await StartAsync("two", 2);
        _member = await _two.LoginAsync(Tokens.For("8", room: s_room.Value));
        _member.Deadline = Until.Limit;
    }

    public async ValueTask DisposeAsync()
    {
        _broker.GoOn();
        await _member.DisposeAsync();
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_while_a_message_is_on_its_way_goes_together_and_in_order()
    {
        _broker.Hold();
        Assert.True(Push(0));
        await Until.HoldsAsync(() => _broker.ForRooms.Count == 1, "the first is on its way");
        for (var i = 1; i < 500; i++)
            Assert.True(Push(i));
        _broker.GoOn();

        for (var i = 0; i < 500; i++)
            Assert.Equal($"{i}", (await _member.ExpectAsync(1000)).Text);
        Assert.Equal([1, 256, 243], _broker.ForRooms.Select(PushesIn));
    }

    [Fact]
    public async Task Pushes_that_are_waited_for_and_those_that_are_not_keep_one_order()
    {
        _broker.Hold();
        var waiting = new List<Task<PushReceipt>>();
        for (var i = 0; i < 50; i++)
        {
            if (i % 2 == 0)
                Assert.True(Push(i));
            else
                waiting.Add(_one.ImKit.PushToRoomAsync(s_room, AccessServer.Text(1000, $"{i}")).AsTask());
        }

        Assert.All(waiting, static push => Assert.False(push.IsCompleted));
        _broker.GoOn();
        foreach (var push in waiting)
            Assert.Equal(2, (await push.WaitAsync(Until.Limit)).Nodes);
        for (var i = 0; i < 50; i++)
            Assert.Equal($"{i}", (await _member.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Large_pushes_that_wait_together_go_in_more_messages()
    {
        _broker.Hold();
        Push(0);
        await Until.HoldsAsync(() => _broker.ForRooms.Count == 1, "the first is on its way");
        for (var i = 1; i <= 20; i++)
            Assert.True(_one.ImKit.TryPushToRoom(s_room, 1000, new byte[60_000]));
        _broker.GoOn();
        for (var i = 0; i <= 20; i++)
            await _member.ExpectAsync(1000);
        Assert.All(_broker.ForRooms, static message => Assert.InRange(message.CalculateSize(), 1, 330_000));
        Assert.Equal(21, _broker.ForRooms.Sum(PushesIn));
    }

    [Fact]
    public async Task A_node_that_holds_nobody_of_a_room_is_sent_nothing()
    {
        await using var three = await StartAsync("three", 3);
        await using var here = await _one.LoginAsync(Tokens.For("1", room: "live://here"));
        Assert.Equal(1, (await _one.ImKit.PushToRoomAsync(new RoomId("live://here"), AccessServer.Text(1000, "here"))).Nodes);
        Assert.Empty(_broker.ForRooms);
        Assert.Equal(2, (await _one.ImKit.PushToRoomAsync(s_room, AccessServer.Text(1000, "there"))).Nodes);
        Assert.Single(_broker.ForRooms);
    }

    [Fact]
    public async Task What_a_broker_does_not_take_and_what_finds_no_place_is_counted_push_by_push()
    {
        using var unrouted = new MetricCollector<long>(_one.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.Unrouted);
        _broker.Hold();
        Push(0);
        await Until.HoldsAsync(() => _broker.ForRooms.Count == 1, "the first is on its way");
        _broker.Fails = true;
        for (var i = 1; i <= 8192 + 5; i++)
            Push(i);
        Assert.Equal(5, Counted("queue_full"));
        Assert.Equal(1, (await _one.ImKit.PushToRoomAsync(s_room, AccessServer.Text(1000, "one more"))).Nodes);
        Assert.Equal(6, Counted("queue_full"));
        _broker.GoOn();
        await Until.HoldsAsync(() => Counted("broker") == 8192, "all that waited are counted");
        Assert.Equal("0", (await _member.ExpectAsync(1000)).Text);
        _one.TakeErrors();

        long Counted(string reason) => unrouted.GetMeasurementSnapshot().Where(one => (string?)one.Tags["reason"] == reason).Sum(static one => one.Value);
    }

    private static int PushesIn(NodeMessage message) => message.KindCase == NodeMessage.KindOneofCase.Several ? message.Several.Messages.Count : 1;

    private bool Push(int number) => _one.ImKit.TryPushToRoom(s_room, 1000, System.Text.Encoding.ASCII.GetBytes($"{number}"));

    private Task<TestServer> StartAsync(string id, int number) => AccessServer.StartAsync(
        options: options =>
        {
            (options.Node.Id, options.Node.Number, options.Node.PushTimeout) = (id, number, Until.Limit);
            options.SlowConsumers.MaxPendingBytes = 16 << 20;
        },
        build: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
        });
}
