using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Storage;
using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>What a message to a large group costs the nodes on which its members are, and those on which none is.</summary>
public sealed class LargeGroupTests : IAsyncLifetime
{
    private static readonly UserId s_owner = new("owner");
    private readonly InProcessCluster _cluster = new(TimeProvider.System);
    private readonly HeldBroker _broker = new();
    private readonly ServiceProvider _stores = Stores();
    private readonly List<TestServer> _servers = [];
    private int _requests;

    public async ValueTask InitializeAsync()
    {
        foreach (var (id, roles) in new[] { ("one", NodeRoles.All), ("two", NodeRoles.Access | NodeRoles.Business), ("three", NodeRoles.Access | NodeRoles.Business) })
            _servers.Add(await StartAsync(id, _servers.Count + 1, roles));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(2600)]
    public async Task A_node_gets_one_message_for_all_its_members_and_none_if_it_has_none(int members)
    {
        var group = await GroupAsync(members);
        await using var here = await LoginAsync(0, "m0700");
        // Members that are found on different pages, and one with two devices.
        string[] there = ["m0000", "m0500", "m0500", $"m{members - 1:0000}"];
        var clients = new List<TestClient>();
        foreach (var user in there)
            clients.Add(await LoginAsync(1, user));
        await using var stranger = await LoginAsync(2, "stranger");

        for (var i = 1; i <= 3; i++)
        {
            var sent = await _servers[0].ImKit.Messages.SendAsync(MessageDraft.Text(s_owner, NextRequest(), $"text {i}") with { Conversation = group });
            Assert.True(sent.Ok);
            // Of the group's beginnings something may still be on its way.
            foreach (var client in clients.Append(here))
                await client.ExpectAsync(frame => frame.Operation == Operations.Entries && frame.Text.Contains($"text {i}", StringComparison.Ordinal), $"text {i}");
            var message = Assert.Single(_broker.ForSessions("two", Operations.Entries), sent => sent.Payload.Body.ToStringUtf8().Contains($"text {i}", StringComparison.Ordinal));
            Assert.Equal(there.Length, message.SessionIds.Distinct().Count());
        }

        Assert.Empty(_broker.ForSessions("three", Operations.Entries));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private async Task<ConversationId> GroupAsync(int members)
    {
        var messages = _servers[0].ImKit.Messages;
        var users = Enumerable.Range(0, members).Select(static i => new UserId($"m{i:0000}")).ToArray();
        var group = (await messages.CreateGroupAsync(s_owner, NextRequest(), "all", [.. users.Take(400)])).Value.Conversation;
        foreach (var some in users.Skip(400).Chunk(100))
            Assert.True((await messages.AddMembersAsync(s_owner, NextRequest(), group, some)).Ok);
        return group;
    }

    private async Task<TestClient> LoginAsync(int server, string user)
    {
        var client = await _servers[server].LoginAsync(Tokens.For(user), 3);
        client.Deadline = Until.Limit;
        return client;
    }

    private ClientMsgId NextRequest() => new($"{++_requests}");

    private Task<TestServer> StartAsync(string id, int number, NodeRoles roles) => AccessServer.StartAsync(
        options: options => (options.Node.Id, options.Node.Number, options.Roles) = (id, number, roles),
        build: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
            foreach (var seam in new[] { typeof(IMessageStore), typeof(IConversationStore), typeof(IFeedStore), typeof(IContactStore), typeof(ISectionStore) })
                builder.Services.Replace(ServiceDescriptor.Singleton(seam, _ => _stores.GetRequiredService(seam)));
        });

    private static ServiceProvider Stores()
    {
        var services = new ServiceCollection();
        InMemoryStores.TryAdd(services);
        return services.BuildServiceProvider();
    }
}
