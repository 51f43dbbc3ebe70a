using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Storage;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Two servers joined by one broker, directory and store: what a cluster does, in one process.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly InProcessCluster _cluster = new(TimeProvider.System);
    private readonly InProcessBroker _broker = new();
    private readonly ServiceProvider _stores = Stores();
    private TestServer _one = null!;
    private TestServer _two = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await StartAsync("one", 1);
        _two = await StartAsync("two", 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task A_push_to_a_user_reaches_the_sessions_on_both_nodes()
    {
        await using var here = await _one.LoginAsync(Tokens.For("7", accepts: 1000));
        await using var there = await _two.LoginAsync(Tokens.For("7", accepts: 1000));

        var receipt = await _one.ImKit.PushToUserAsync(new UserId("7"), AccessServer.Text(1000, "hello"));

        Assert.Equal(new PushReceipt(2, 2), receipt);
        Assert.Equal("hello", (await here.ExpectAsync(1000)).Text);
        Assert.Equal("hello", (await there.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Pushes_to_a_room_reach_members_on_the_other_node_in_their_order()
    {
        await using var member = await _two.LoginAsync(Tokens.For("8", room: "live://1"));

        for (var i = 0; i < 200; i++)
            await _one.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, i.ToString()));

        for (var i = 0; i < 200; i++)
            Assert.Equal(i.ToString(), (await member.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task A_room_without_members_elsewhere_costs_no_other_node_anything()
    {
        await using var member = await _one.LoginAsync(Tokens.For("8", room: "live://2"));

        var receipt = await _one.ImKit.PushToRoomAsync(new RoomId("live://2"), AccessServer.Text(1000, "here"));

        Assert.Equal(1, receipt.Nodes);
        Assert.Equal("here", (await member.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task A_push_to_all_reaches_both_nodes()
    {
        await using var here = await _one.LoginAsync(Tokens.For("1", accepts: 1000));
        await using var there = await _two.LoginAsync(Tokens.For("2", accepts: 1000));

        Assert.Equal(2, (await _two.ImKit.PushToAllAsync(AccessServer.Text(1000, "all"))).Nodes);

        Assert.Equal("all", (await here.ExpectAsync(1000)).Text);
        Assert.Equal("all", (await there.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task A_login_with_the_same_key_on_another_node_replaces_the_session()
    {
        await using var first = await _one.LoginAsync(Tokens.For("9", key: "phone", accepts: 1000));
        await using var second = await _two.LoginAsync(Tokens.For("9", key: "phone", accepts: 1000));

        Assert.Equal(CloseReason.Replaced.Code, (await first.ExpectDisconnectAsync()).Code);
        await _one.ImKit.PushToConnectionsAsync([new ConnectionKey("phone")], AccessServer.Text(1000, "to the later"));
        Assert.Equal("to the later", (await second.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task The_host_kicks_and_moves_connections_of_the_other_node()
    {
        await using var client = await _two.LoginAsync(Tokens.For("5", key: "k5"));

        Assert.True(await _one.ImKit.JoinRoomAsync(new ConnectionKey("k5"), new RoomId("live://3")));
        await InRoomAsync(client);
        Assert.Equal(1, await _one.ImKit.KickUserAsync(new UserId("5"), CloseReason.Kicked));

        Assert.Equal(CloseReason.Kicked.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task Receipts_and_signals_reach_the_sessions_on_the_other_node()
    {
        await using var anna = await _one.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await _two.LoginAsync(Tokens.For("ben"), 3);
        anna.Deadline = ben.Deadline = TimeSpan.FromSeconds(60);
        await ben.SendAsync(Operations.Ack, """{"count":0}"""u8.ToArray());
        await ben.HeartbeatAsync();
        await anna.RequestAsync(Operations.Send, """{"toUser":"ben","clientMsgId":"1","text":"hello"}""");
        await ben.ExpectAsync(Operations.Entries);

        await ben.SendAsync(Operations.Ack, """{"count":1}"""u8.ToArray());
        Assert.Contains("\"receipts\":[{\"userId\":\"ben\",\"delivered\":1}]", (await anna.ExpectAsync(Operations.Receipts)).Text, StringComparison.Ordinal);
        var conversation = ConversationId.Direct(new UserId("anna"), new UserId("ben"));
        await anna.RequestAsync(Operations.Signal, $"{{\"conversationId\":\"{conversation}\",\"kind\":1}}");
        Assert.Contains("\"from\":\"anna\"", (await ben.ExpectAsync(Operations.Signals)).Text, StringComparison.Ordinal);
    }

    /// <summary>The heartbeat reply counts the room's people: the client is in once it counts itself.</summary>
    private static async Task InRoomAsync(TestClient client)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await client.HeartbeatAsync(deadline.Token)).Int32 != 1)
            await Task.Yield();
    }

    private Task<TestServer> StartAsync(string id, int number) => AccessServer.StartAsync(
        options: options =>
        {
            options.Node.Id = id;
            options.Node.Number = number;
        },
        build: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<IMessageStore>()));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<IConversationStore>()));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<IFeedStore>()));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<ISectionStore>()));
        });

    private static ServiceProvider Stores()
    {
        var services = new ServiceCollection();
        InMemoryStores.TryAdd(services);
        return services.BuildServiceProvider();
    }
}
