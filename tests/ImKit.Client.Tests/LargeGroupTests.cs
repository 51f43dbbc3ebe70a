using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>Large groups: no sync tells of them.</summary>
public sealed class LargeGroupTests
{
    private const string Crowd = "g.crowd";

    [Fact]
    public async Task It_attaches_to_the_large_groups_it_follows_and_pulls_what_a_heartbeat_tells()
    {
        var server = new FakeServer { LargeGroup = 500, HeartbeatMs = 1 };
        var crowd = server.Add(Crowd, entries: 3);
        crowd.Members = 1000;
        server.Add("g.few", entries: 1);
        server.Add("d.one", entries: 1);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Crowd, 3);
        await Until.HoldsAsync(() => Named(connection) is [Crowd], "it is attached to the large one");

        // The push of the last entry is lost.
        server.Do(() => crowd.Append("ben", "lost"));
        server.Do(() => { server.Heads.Enqueue(crowd.End()); return 0; });
        await device.ShowsAsync(Crowd, 4);
    }

    [Fact]
    public async Task After_a_reconnect_what_it_missed_is_pulled_at_once()
    {
        var server = new FakeServer { LargeGroup = 500 };
        var crowd = server.Add(Crowd, entries: 3);
        crowd.Members = 1000;
        await using var device = new TestDevice(server, static options => options.MinReconnectDelay = TimeSpan.FromMilliseconds(1));
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Crowd, 3);
        server.Do(() => crowd.Append("ben", "said meanwhile"));
        connection.End();
        await server.NextAsync();
        await device.ShowsAsync(Crowd, 4);
    }

    [Fact]
    public async Task In_its_next_life_it_asks_which_of_the_kept_groups_are_large()
    {
        var server = new FakeServer { LargeGroup = 500 };
        var crowd = server.Add(Crowd, entries: 3);
        crowd.Members = 1000;
        var store = new InMemoryClientStore();
        await using (var before = new TestDevice(server, options => options.Store = store))
        {
            before.Client.Start();
            await before.ShowsAsync(Crowd, 3);
        }

        server.Do(() => crowd.Append("ben", "said meanwhile"));
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ShowsAsync(Crowd, 4);
    }

    [Fact]
    public async Task A_group_that_becomes_large_while_it_is_online_is_attached()
    {
        var server = new FakeServer { LargeGroup = 500 };
        var crowd = server.Add(Crowd, entries: 1);
        crowd.Members = 450;
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Crowd, 1);
        Assert.Equal(0, connection.Count(Operations.Attach));
        server.Do(() => crowd.Members = 530);
        connection.Push(Operations.Entries, server.Do(() => crowd.Push((int)crowd.Append("ben", "", kind: (int)ClientEntryKind.MembersAdded).Seq)));
        await Until.HoldsAsync(() => Named(connection) is [Crowd], "it is attached now");
    }

    private static string[] Named(FakeConnection connection) => connection.Requests.LastOrDefault(static request => request.Operation == Operations.Attach) is { Operation: > 0 } last
        ? [.. Wire.AttachRequest.Parser.ParseFrom(last.Body.Span).ConversationIds]
        : [];
}
