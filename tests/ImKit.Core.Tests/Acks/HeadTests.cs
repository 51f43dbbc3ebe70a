using System.Text.Json;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Heads;
using ImKit.Nodes;
using ImKit.Storage;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Acks;

/// <summary>Large groups, of which no sync tells: the heartbeat does.</summary>
public sealed class HeadTests : IAsyncDisposable
{
    private static readonly UserId Owner = new("owner");
    private static readonly UserId Anna = new("anna");
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;
    private readonly ServiceProvider _stores;
    private readonly CountingStore _conversations;
    private int _messages;

    public HeadTests()
    {
        _cluster = new InProcessCluster(_simulation.Clock);
        var services = new ServiceCollection();
        InMemoryStores.TryAdd(services);
        _stores = services.BuildServiceProvider();
        _conversations = new CountingStore(_stores.GetRequiredService<IConversationStore>());
    }

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task The_heartbeat_tells_once_of_each_attached_group_that_has_grown()
    {
        await using var server = await StartAsync();
        var (one, two) = (await GroupAsync(server), await GroupAsync(server));
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        Assert.Equal([$"{one} 1", $"{two} 1"], await AttachAsync(anna, one, two));
        Assert.Empty(await HeadsAsync(anna));

        await SayAsync(server, two);
        await SayAsync(server, two);
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal([$"{two} 3"], await HeadsAsync(anna));
        Assert.Empty(await HeadsAsync(anna));

        await SayAsync(server, one);
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal([$"{one} 2"], await HeadsAsync(anna));
    }

    [Fact]
    public async Task What_another_node_has_appended_is_told_although_nothing_of_it_reached_this_one()
    {
        await using var here = await StartAsync("here", 1);
        await using var there = await StartAsync("there", 2);
        var group = await GroupAsync(there);
        await using var anna = await here.LoginAsync(Tokens.For("anna"), 3);
        await AttachAsync(anna, group);
        await SayAsync(there, group);
        Assert.Empty(await anna.CollectAsync(Operations.Entries));
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal([$"{group} 2"], await HeadsAsync(anna));
    }

    [Fact]
    public async Task All_that_the_node_holds_is_one_query_and_nothing_is_asked_when_nobody_is_there()
    {
        await using var server = await StartAsync();
        var groups = new List<string>();
        for (var i = 0; i < 20; i++)
            groups.Add(await GroupAsync(server));
        await using (var anna = await server.LoginAsync(Tokens.For("anna"), 3))
        {
            await using var owner = await server.LoginAsync(Tokens.For("owner"), 3);
            await AttachAsync(anna, [.. groups]);
            await AttachAsync(owner, [.. groups]);
            Assert.Equal(20, server.Services.GetRequiredService<HeadWatch>().Held);
            var before = _conversations.HeadReads;
            _simulation.Advance(TimeSpan.FromSeconds(5.5));
            Assert.Equal(before + 1, _conversations.HeadReads);
            await anna.CloseAsync();
            await owner.CloseAsync();
            _simulation.Advance(TimeSpan.FromSeconds(5.5));
        }

        Assert.Equal(0, server.Services.GetRequiredService<HeadWatch>().Held);
        var then = _conversations.HeadReads;
        _simulation.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(then, _conversations.HeadReads);
    }

    [Fact]
    public async Task Only_members_are_told_only_of_large_groups_and_of_no_more_than_allowed()
    {
        await using var server = await StartAsync(configure: options => options.Messaging.AttachedGroups = 2);
        var groups = new List<string>();
        for (var i = 0; i < 3; i++)
            groups.Add(await GroupAsync(server));
        var small = await GroupAsync(server, members: 0);
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        await using var stranger = await server.LoginAsync(Tokens.For("stranger"), 3);
        Assert.Empty(await AttachAsync(stranger, [.. groups]));
        Assert.Equal(groups.Select(static group => $"{group} 1"), await AttachAsync(anna, [small, .. groups, "g.nowhere"]));
        foreach (var group in groups)
            await SayAsync(server, group);
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal(groups[..2].Select(static group => $"{group} 2"), await HeadsAsync(anna));
        Assert.Empty(await HeadsAsync(stranger));

        // Another list takes the place of the one before; none ends it.
        Assert.Equal([$"{groups[2]} 2"], await AttachAsync(anna, groups[2]));
        Assert.Empty(await AttachAsync(anna));
        await SayAsync(server, groups[2]);
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Empty(await HeadsAsync(anna));
        Assert.Equal(0, server.Services.GetRequiredService<HeadWatch>().Held);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_delays_what_is_told_and_loses_none_of_it()
    {
        await using var server = await StartAsync();
        var group = await GroupAsync(server);
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        await AttachAsync(anna, group);
        await SayAsync(server, group);
        _conversations.Down = true;
        var refused = await anna.RequestAsync(Operations.Attach, JsonSerializer.Serialize(new { conversationIds = new[] { group } }));
        Assert.Equal(101, JsonDocument.Parse(refused.Text).RootElement.GetProperty("code").GetInt32());
        _simulation.Advance(TimeSpan.FromSeconds(11));
        Assert.Empty(await HeadsAsync(anna));
        _conversations.Down = false;
        _simulation.Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal([$"{group} 2"], await HeadsAsync(anna));
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_is_refused()
    {
        await using var server = await StartAsync();
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        foreach (var (body, code) in new[]
        {
            ("no json", 201), ("""{"conversationIds":["nonsense"]}""", 201), (JsonSerializer.Serialize(new { conversationIds = Enumerable.Range(0, 1001).Select(static i => $"g.{i}") }), 202),
        })
        {
            var refused = await anna.RequestAsync(Operations.Attach, body);
            Assert.Equal(code, JsonDocument.Parse(refused.Text).RootElement.GetProperty("code").GetInt32());
        }
    }

    private Task<TestServer> StartAsync(string id = "one", int number = 1, Action<ImKitOptions>? configure = null) => AccessServer.StartAsync(
        _simulation,
        options =>
        {
            options.Node.Id = id;
            options.Node.Number = number;
            options.Messaging.LargeGroup = 3;
            configure?.Invoke(options);
        },
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<IMessageStore>()));
            builder.Services.Replace(ServiceDescriptor.Singleton<IConversationStore>(_conversations));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<IFeedStore>()));
            builder.Services.Replace(ServiceDescriptor.Singleton(_stores.GetRequiredService<ISectionStore>()));
        });

    private async Task<string> GroupAsync(TestServer server, int members = 2) => (await CallAsync(server.ImKit.Messages.CreateGroupAsync(
        Owner, new ClientMsgId($"{++_messages}"), "all", members == 0 ? [Anna] : [Anna, new UserId("ben")]))).Value.Conversation.Value;

    private async Task SayAsync(TestServer server, string group)
    {
        var draft = MessageDraft.Text(Owner, new ClientMsgId($"{++_messages}"), "x") with { Conversation = new ConversationId(group) };
        Assert.True((await CallAsync(server.ImKit.Messages.SendAsync(draft))).Ok);
    }

    private async Task<T> CallAsync<T>(ValueTask<T> call)
    {
        var task = call.AsTask();
        await _simulation.CompleteAsync(task, TimeSpan.FromMinutes(1));
        return await task;
    }

    private static async Task<IEnumerable<string>> AttachAsync(TestClient client, params string[] groups) =>
        Heads(await client.RequestAsync(Operations.Attach, JsonSerializer.Serialize(new { conversationIds = groups })));

    private static async Task<IEnumerable<string>> HeadsAsync(TestClient client) => Heads(await client.HeartbeatAsync());

    private static IEnumerable<string> Heads(TestFrame frame) => JsonDocument.Parse(frame.Text).RootElement.TryGetProperty("heads", out var heads)
        ? [.. heads.EnumerateArray().Select(static head => $"{head.GetProperty("conversationId").GetString()} {head.GetProperty("seq").GetInt64()}")]
        : [];

    private sealed class CountingStore(IConversationStore inner) : ForwardingConversationStore
    {
        public int HeadReads { get; private set; }

        public bool Down { get; set; }

        protected override IConversationStore Inner => inner;

        public override ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel)
        {
            HeadReads++;
            return Down ? throw new StorageException("down") : base.GetHeadsAsync(conversations, cancel);
        }
    }
}
