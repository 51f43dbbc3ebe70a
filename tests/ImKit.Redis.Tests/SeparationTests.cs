using System.Text;

namespace ImKit.Redis.Tests;

/// <summary>What one application, tenant or name must not have of another.</summary>
public sealed class SeparationTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_applications_on_one_Redis_hear_and_see_nothing_of_each_other()
    {
        await using var mine = await RedisNode.OpenAsync(TestRedis.NewApplication());
        await using var theirs = await RedisNode.OpenAsync(TestRedis.NewApplication());
        var (node, heard) = (new NodeInfo { Id = new NodeId("node"), BootId = 1 }, new List<string>());
        await mine.Registry.JoinAsync(node, s_lease, Cancel);
        await theirs.Registry.JoinAsync(node, s_lease, Cancel);
        await theirs.Registry.LeaveAsync(node, Cancel);
        Assert.Single(await mine.Registry.ListAsync(Cancel));

        await mine.Directory.RegisterAsync(Session("ann", "key"), default, Cancel);
        await mine.Directory.SetRoomInterestAsync(default, new RoomId("room"), node.Id, true, Cancel);
        Assert.Empty(await theirs.Directory.FindByUserAsync(default, new UserId("ann"), Cancel));
        Assert.Empty(await theirs.Directory.FindRoomNodesAsync(default, new RoomId("room"), Cancel));

        await using var subscription = await mine.Broker.SubscribeAsync(node.Id, (payload, _) =>
        {
            lock (heard)
                heard.Add(Encoding.UTF8.GetString(payload.Span));
            return default;
        }, Cancel);
        await theirs.Broker.PublishAsync(node.Id, "key", "theirs"u8.ToArray(), Cancel);
        await mine.Broker.PublishAsync(node.Id, "key", "mine"u8.ToArray(), Cancel);
        await Until.HoldsAsync(
            () =>
            {
                lock (heard)
                    return heard.Count > 0;
            },
            "something is heard");
        Assert.Equal(["mine"], heard);
    }

    [Theory]
    [InlineData("a", "a}")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("{a}", "a")]
    [InlineData("*", "anything")]
    [InlineData("a|1|2", "a")]
    [InlineData("ä", "a\u0308")]
    [InlineData(":", "::")]
    public async Task Names_of_clients_are_data(string one, string other)
    {
        await using var node = await RedisNode.OpenAsync(TestRedis.NewApplication());
        await node.Registry.JoinAsync(new NodeInfo { Id = new NodeId("node"), BootId = 1 }, s_lease, Cancel);
        var (first, second) = (Session(one, one) with { DeviceClass = "x|y\n", Device = new DeviceId(one) }, Session(other, other));
        await node.Directory.RegisterAsync(first, default, Cancel);
        await node.Directory.RegisterAsync(second, default, Cancel);
        await node.Directory.SetRoomInterestAsync(default, new RoomId(one), first.Node, true, Cancel);

        Assert.Equal([first], await node.Directory.FindByUserAsync(default, first.User, Cancel));
        Assert.Equal(second, await node.Directory.FindByKeyAsync(default, second.Key, Cancel));
        Assert.Empty(await node.Directory.FindRoomNodesAsync(default, new RoomId(other), Cancel));
        await node.Directory.UnregisterAsync(first, Cancel);
        Assert.Empty(await node.Directory.FindByUserAsync(default, first.User, Cancel));
        Assert.Equal([second], await node.Directory.FindByUserAsync(default, second.User, Cancel));
    }

    private static SessionRecord Session(string user, string key) => new()
    {
        Tenant = default, User = new UserId(user), Key = new ConnectionKey(key), Node = new NodeId("node"), BootId = 1, SessionId = 1,
    };
}
