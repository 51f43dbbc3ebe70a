using System.Diagnostics.Metrics;
using System.Text.Json;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Access nodes that hold connections, and business nodes that answer.</summary>
public sealed class RolesTests : IAsyncDisposable
{
    private const NodeRoles Others = NodeRoles.Business | NodeRoles.Dispatch;
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;
    private readonly PassingBroker _broker;
    private readonly MemoryStores _stores;
    private readonly List<TestServer> _servers = [];
    private readonly Dictionary<string, SwitchedNodes> _nodes = [];
    private int _starts;

    public RolesTests()
    {
        _cluster = new InProcessCluster(_simulation.Clock);
        _broker = new PassingBroker(_simulation.Scheduler);
        _stores = new MemoryStores(_simulation.Clock);
    }

    [Fact]
    public async Task An_access_node_keeps_its_connections_while_the_business_node_is_started_anew_and_sends_arrive_once_and_in_order()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        var business = await StartAsync("business", Others);
        Pass(1);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await access.LoginAsync(Tokens.For("ben"), 3);
        var seqs = new List<long> { Seq(await SendAsync(anna, 1)), Seq(await SendAsync(anna, 2)) };

        await StopAsync(business);
        for (var tries = 0; tries < 5; tries++)
        {
            var refusal = Json(await SendAsync(anna, 3));
            Assert.Equal((100, true, 1000), (refusal.GetProperty("code").GetInt32(), refusal.GetProperty("temporary").GetBoolean(), refusal.GetProperty("retryAfterMs").GetInt32()));
            Pass(1);
        }

        Assert.Equal(2, access.Connections());
        await StartAsync("business", Others);
        Pass(4);
        for (var id = 3; id <= 6; id++)
            seqs.Add(Seq(await SendAsync(anna, id)));
        Pass(1);
        Assert.Equal([1, 2, 3, 4, 5, 6], seqs);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await TextsAsync(ben));
        Assert.Equal(2, access.Connections());
    }

    [Fact]
    public async Task Many_messages_of_one_connection_are_committed_in_their_order_whichever_node_commits_them()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        foreach (var id in (string[])["one", "two", "three"])
            await StartAsync(id, Others);
        Pass(4);
        var clients = new List<TestClient>();
        for (var i = 0; i < 6; i++)
            clients.Add(await access.LoginAsync(Tokens.For($"u{i}"), 3));
        var asked = new List<(TestClient Client, int Sequence, int Number)>();
        for (var number = 0; number < 40; number++)
        {
            foreach (var client in clients)
                asked.Add((client, await client.SendAsync(Operations.Send, Body($$"""{"toUser":"peer","clientMsgId":"{{number}}","text":"{{number}}"}""")), number));
            if (number == 20)
                await StartAsync("four", Others);
        }

        Pass(10);
        foreach (var (client, sequence, number) in asked)
            Assert.Equal(number + 1, Seq(await client.ExpectAsync(frame => frame.Sequence == sequence, "an ack")));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task What_a_node_that_dies_was_asked_is_asked_again_under_its_id_and_is_there_once()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        string[] names = ["one", "two"];
        foreach (var id in names)
            await StartAsync(id, Others);
        Pass(4);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await access.LoginAsync(Tokens.For("ben"), 3);
        Assert.Equal(1, Seq(await SendAsync(anna, 1)));

        // Whoever it is that commits: the answers do not come, and then the node is dead.
        _broker.Cut.Add("access");
        var sequence = await anna.SendAsync(Operations.Send, Message(2));
        _simulation.RunUntilIdle();
        var holder = NodeChoice.First([.. _cluster.List().Where(static node => node.Roles == Others)], "anna")!.Id.Value;
        _broker.Cut.Clear();
        _broker.Cut.Add(holder);
        _nodes[holder].RegistryFails = true;
        Pass(11);
        var unknown = Json(await anna.ExpectAsync(frame => frame.Sequence == sequence, "a refusal"));
        Assert.Equal(101, unknown.GetProperty("code").GetInt32());

        Pass(15);
        var again = Json(await SendAsync(anna, 2));
        Assert.Equal((2, true), (again.GetProperty("seq").GetInt64(), again.GetProperty("duplicate").GetBoolean()));
        Assert.Equal(3, Seq(await SendAsync(anna, 3)));
        var history = Json(await ben.RequestAsync(Operations.History, $$"""{"conversationId":"{{again.GetProperty("conversationId").GetString()}}"}"""));
        Assert.Equal(["1", "2", "3"], history.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("text").GetString()!));
        Assert.Equal(2, access.Connections());

        // It comes back, so that it can be stopped in order.
        _broker.Cut.Clear();
        _nodes[holder].RegistryFails = false;
        Pass(20);
        foreach (var server in _servers)
            server.TakeErrors();
    }

    [Fact]
    public async Task While_a_business_node_stops_in_order_the_others_answer_at_once()
    {
        var (access, holder) = await StartTwoAsync();
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        Assert.Equal(1, Seq(await SendAsync(anna, 1)));
        var stop = holder.BeginStop();
        for (var id = 2; id <= 30; id++)
        {
            _simulation.RunUntilIdle();
            Assert.Equal(id, Seq(await AtOnceAsync(anna, id)));
            Pass(0.05);
        }

        Assert.True(stop.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_business_node_that_stops_sends_back_what_nodes_ask_that_have_not_heard_of_it()
    {
        var (access, holder) = await StartTwoAsync();
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        Assert.Equal(1, Seq(await SendAsync(anna, 1)));
        _nodes["access"].Fails = true;
        var stop = holder.BeginStop();
        Pass(0.55);
        Assert.Equal(100, Json(await AtOnceAsync(anna, 2)).GetProperty("code").GetInt32());
        Assert.Equal(2, Seq(await AtOnceAsync(anna, 2)));
        Pass(1);
        Assert.True(stop.IsCompletedSuccessfully);
        _nodes["access"].Fails = false;
        Pass(4);
        access.TakeErrors();
    }

    [Fact]
    public async Task What_a_node_that_has_stopped_never_got_is_answered_as_unknown_as_soon_as_it_is_gone()
    {
        var (access, holder) = await StartTwoAsync();
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        // Just after one of the access node's own looks, of which there is one in three seconds.
        Pass(3 - (_simulation.Clock.Elapsed.TotalSeconds % 3) + 0.5);
        _broker.Cut.Add(holder.Services.GetRequiredService<NodeIdentity>().Id.Value);
        var sequence = await anna.SendAsync(Operations.Send, Message(1));
        _simulation.RunUntilIdle();
        var stop = holder.BeginStop();
        Pass(1.5);
        Assert.True(stop.IsCompletedSuccessfully);
        anna.ReadArrived();
        Assert.Equal(101, Json(Assert.Single(anna.Take(Operations.Error), frame => frame.Sequence == sequence)).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData(NodeRoles.All)]
    [InlineData(Others)]
    public async Task A_node_that_nobody_asks_stops_without_waiting(NodeRoles roles)
    {
        var node = await StartAsync("one", roles);
        await StartAsync("two", NodeRoles.All);
        Pass(4);
        var began = _simulation.Clock.Elapsed;
        await StopAsync(node);
        Assert.Equal(TimeSpan.Zero, _simulation.Clock.Elapsed - began);
    }

    [Fact]
    public async Task Delivered_hints_take_no_place_among_requests_and_what_reaches_nobody_is_counted()
    {
        var access = await StartAsync("access", NodeRoles.Access, static options => options.Forwarding.MaxInFlight = 4);
        using var dropped = new MetricCollector<long>(access.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.HintsDropped);
        Deliver(access, "nobody", 1);
        Pass(2);
        Assert.Equal([1L], dropped.GetMeasurementSnapshot(clear: true).Select(static one => one.Value));

        var business = await StartAsync("business", Others);
        Pass(4);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        // Answers do not come.
        _broker.Cut.Add("access");
        for (var seq = 1; seq <= 5; seq++)
        {
            for (var user = 0; user < 10; user++)
                Deliver(access, $"u{user}", seq);
            Pass(1);
        }

        _broker.Cut.Clear();
        Assert.Equal(1, Seq(await AtOnceAsync(anna, 1)));
        Assert.Empty(dropped.GetMeasurementSnapshot());

        // It sends back what comes while it stops.
        _nodes["access"].Fails = true;
        Deliver(access, "anna", 1);
        Pass(0.9);
        var stop = business.BeginStop();
        Pass(1);
        Assert.True(stop.IsCompletedSuccessfully);
        Assert.Equal([1L], dropped.GetMeasurementSnapshot().Select(static one => one.Value));
        _nodes["access"].Fails = false;
    }

    [Fact]
    public async Task While_a_broker_is_slow_delivered_hints_wait_and_do_not_pile_up()
    {
        var access = await StartAsync("access", NodeRoles.Access, static options => options.Node.PushTimeout = TimeSpan.FromMinutes(1));
        await StartAsync("business", Others);
        Pass(4);
        var gate = _broker.Gate = new TaskCompletionSource();
        for (var seq = 1; seq <= 4; seq++)
        {
            Deliver(access, "anna", seq);
            Deliver(access, "ben", seq);
            Pass(1);
        }

        Assert.Equal(1, _broker.DeliveredHints);
        _broker.Gate = null;
        gate.SetResult();
        Pass(0.5);
        Assert.Equal(2, _broker.DeliveredHints);
        Pass(1);
        // Of what came meanwhile the furthest, once for each.
        Assert.Equal(4, _broker.DeliveredHints);
        Pass(5);
        Assert.Equal(4, _broker.DeliveredHints);
    }

    [Fact]
    public async Task A_request_that_the_broker_brings_twice_is_carried_out_once()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        var business = await StartAsync("business", Others);
        Pass(1);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await access.LoginAsync(Tokens.For("ben"), 3);
        using var repeated = new MetricCollector<long>(business.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.RepeatedRequests);
        _broker.Repeats = true;
        var ack = Json(await SendAsync(anna, 1));
        Assert.False(ack.TryGetProperty("duplicate", out _));
        _broker.Repeats = false;
        Assert.Equal(2, Seq(await SendAsync(anna, 2)));
        Assert.NotEmpty(repeated.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task A_long_answer_comes_in_parts_that_a_broker_takes()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        await StartAsync("business", Others);
        Pass(1);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        var text = new string('x', 12_000);
        string conversation = "";
        for (var i = 0; i < 150; i++)
            conversation = Json(await anna.RequestAsync(Operations.Send, $$"""{"toUser":"ben","clientMsgId":"{{i}}","text":"{{text}}"}""")).GetProperty("conversationId").GetString()!;
        var history = Json(await anna.RequestAsync(Operations.History, $$"""{"conversationId":"{{conversation}}","limit":150}"""));
        Assert.Equal(150, history.GetProperty("entries").GetArrayLength());
        Assert.InRange(_broker.LongestPayload, 500_000, 1024 * 1024);
    }

    [Fact]
    public async Task Everything_else_that_a_client_may_ask_works_through_an_access_node()
    {
        var access = await StartAsync("access", NodeRoles.Access, static options => options.Messaging.LargeGroup = 3);
        await StartAsync("business", Others, static options => options.Messaging.LargeGroup = 3);
        Pass(1);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await access.LoginAsync(Tokens.For("ben"), 3);

        await ben.SendAsync(Operations.Ack, Body("""{"count":0}"""));
        await SendAsync(anna, 1);
        Pass(1);
        await ben.ExpectAsync(Operations.Entries);
        await ben.SendAsync(Operations.Ack, Body("""{"count":1}"""));
        Pass(5);
        await anna.HeartbeatAsync();
        Assert.Contains(anna.Take(Operations.Receipts), static push => push.Text.Contains("\"delivered\":1", StringComparison.Ordinal));

        var group = Json(await anna.RequestAsync(Operations.CreateGroup, """{"clientMsgId":"g","title":"all","members":["ben","cid"]}""")).GetProperty("conversationId").GetString();
        var attached = Json(await anna.RequestAsync(Operations.Attach, $$"""{"conversationIds":["{{group}}"]}"""));
        Assert.Equal(group, attached.GetProperty("heads")[0].GetProperty("conversationId").GetString());
        await ben.RequestAsync(Operations.Send, $$"""{"conversationId":"{{group}}","clientMsgId":"1","text":"hello"}""");
        Pass(60);
        Assert.Contains("\"heads\":[", (await anna.HeartbeatAsync()).Text, StringComparison.Ordinal);

        Assert.Contains("\"online\":true", (await anna.RequestAsync(Operations.WatchPresence, """{"users":["ben"]}""")).Text, StringComparison.Ordinal);
        await ben.RequestAsync(Operations.SetContact, """{"userId":"anna","blocked":true}""");
        Assert.DoesNotContain("\"online\":true", (await anna.RequestAsync(Operations.WatchPresence, """{"users":["ben"]}""")).Text, StringComparison.Ordinal);

        // A later login is told the version of the feed.
        await using var other = access.Connect();
        Assert.NotEqual(0, Json(await other.LoginAsync(Tokens.For("anna"), 3)).GetProperty("feedVersion").GetInt64());
    }

    [Fact]
    public async Task Without_a_business_node_clients_log_in_and_are_told_to_ask_later()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        foreach (var (operation, body) in ((int, string)[])[(Operations.Sync, "{}"), (Operations.Send, """{"toUser":"ben","clientMsgId":"1","text":"x"}"""), (Operations.Contacts, "{}")])
            Assert.Equal(100, Json(await anna.RequestAsync(operation, body)).GetProperty("code").GetInt32());
        Assert.Equal(101, Json(await anna.RequestAsync(Operations.WatchPresence, """{"users":["ben"]}""")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task When_the_broker_takes_nothing_clients_are_told_that_the_outcome_is_unknown()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        await StartAsync("business", Others);
        Pass(1);
        await using var anna = await access.LoginAsync(Tokens.For("anna"), 3);
        _broker.Fails = true;
        Assert.Equal(101, Json(await SendAsync(anna, 1)).GetProperty("code").GetInt32());
        _broker.Fails = false;
        Assert.Equal(1, Seq(await SendAsync(anna, 1)));
    }

    [Fact]
    public async Task The_host_of_an_access_node_is_told_that_conversations_are_elsewhere()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        Assert.Contains("NodeRoles.Business", Assert.Throws<InvalidOperationException>(() => access.ImKit.Messages).Message, StringComparison.Ordinal);
        Assert.Contains("NodeRoles.Business", Assert.Throws<InvalidOperationException>(() => access.ImKit.Contacts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_the_access_role_takes_no_connection_and_needs_no_authenticator()
    {
        var business = await TestServer.StartAsync(static _ => { }, options => (options.Roles, options.Node.Id) = (NodeRoles.Business, "business"), _simulation);
        _servers.Add(business);
        Assert.Contains("not started", Assert.Throws<InvalidOperationException>(() => business.Transport.Connect()).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
    }

    private async Task<TestServer> StartAsync(string id, NodeRoles roles, Action<ImKitOptions>? configure = null)
    {
        var number = _starts++;
        var server = await AccessServer.StartAsync(
            _simulation,
            options =>
            {
                (options.Node.Id, options.Node.Number, options.Roles) = (id, number, roles);
                options.Receipts.Delivered = true;
                configure?.Invoke(options);
            },
            builder =>
            {
                var nodes = _nodes[id] = new SwitchedNodes(_cluster);
                builder.Services.Replace(ServiceDescriptor.Singleton<ISessionDirectory>(nodes));
                builder.Services.Replace(ServiceDescriptor.Singleton<INodeRegistry>(nodes));
                builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
                // An access node has none of them, and must not miss them.
                if (roles == NodeRoles.Access)
                    return;
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Messages));
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Conversations));
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Feed));
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Contacts));
                builder.Services.Replace(ServiceDescriptor.Singleton<ISectionStore>(_stores.Sections));
            });
        _servers.Add(server);
        return server;
    }

    /// <summary>An access node, one that dispatches and two business nodes, which have no sections to give back; of these that one is returned that answers for anna.</summary>
    private async Task<(TestServer Access, TestServer Holder)> StartTwoAsync()
    {
        var access = await StartAsync("access", NodeRoles.Access);
        await StartAsync("dispatch", NodeRoles.Dispatch);
        var (one, two) = (await StartAsync("one", NodeRoles.Business), await StartAsync("two", NodeRoles.Business));
        Pass(4);
        var holder = NodeChoice.First([.. _cluster.List().Where(static node => node.Roles == NodeRoles.Business)], "anna")!.Id.Value;
        return (access, holder == "one" ? one : two);
    }

    /// <summary>Sends, and gets the answer without any time passing.</summary>
    private async Task<TestFrame> AtOnceAsync(TestClient client, int id)
    {
        var sequence = await client.SendAsync(Operations.Send, Message(id));
        _simulation.RunUntilIdle();
        client.ReadArrived();
        return Assert.Single([.. client.Take(Operations.SendReply), .. client.Take(Operations.Error)], frame => frame.Sequence == sequence);
    }

    private static void Deliver(TestServer server, string user, long seq) => server.Services.GetRequiredService<IDeliveryObserver>().OnDelivered(
        new SessionRecord { Tenant = default, User = new UserId(user), Key = new ConnectionKey("key"), Node = new NodeId("access"), BootId = 1, SessionId = 1 },
        new ConversationId("g.all"), seq, proved: true);

    private async Task StopAsync(TestServer server)
    {
        await _simulation.CompleteAsync(server.BeginStop(), TimeSpan.FromMinutes(1));
        _servers.Remove(server);
        await server.DisposeAsync();
    }

    private void Pass(double seconds) => _simulation.Advance(TimeSpan.FromSeconds(seconds));

    private static async Task<TestFrame> SendAsync(TestClient client, int id) => await client.RequestAsync(Operations.Send, Message(id));

    private static byte[] Message(int id) => Body($$"""{"toUser":"ben","clientMsgId":"{{id}}","text":"{{id}}"}""");

    private static byte[] Body(string json) => System.Text.Encoding.UTF8.GetBytes(json);

    private static JsonElement Json(TestFrame frame)
    {
        using var json = JsonDocument.Parse(frame.Body);
        return json.RootElement.Clone();
    }

    private static long Seq(TestFrame frame) => Json(frame).TryGetProperty("seq", out var seq) ? seq.GetInt64() : throw new InvalidOperationException(frame.Text);

    /// <summary>What was pushed of conversations, in the order in which it came.</summary>
    private static async Task<IReadOnlyList<string>> TextsAsync(TestClient client) =>
    [
        .. (await client.CollectAsync(Operations.Entries)).SelectMany(static push => Json(push).GetProperty("entries").EnumerateArray())
            .Select(static entry => entry.GetProperty("text").GetString()!),
    ];
}
