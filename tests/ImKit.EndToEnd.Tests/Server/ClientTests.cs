using System.Collections.Concurrent;
using ImKit.Client;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Server;

/// <summary>ImKit.Client on real sockets, against samples/Server on every transport.</summary>
public sealed class ClientTests
{
    [Theory]
    [InlineData("linux")]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task Two_people_talk_over_tcp_and_websocket_and_a_killed_server_costs_nothing(string transport)
    {
        await using var server = await HeadlessServer.StartAsync(transport);
        await TalkAsync(server);
    }

    [Fact]
    public async Task Two_people_talk_and_a_killed_server_costs_nothing_on_postgresql()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var server = await HeadlessServer.StartAsync("linux", database.ConnectionString);
        await TalkAsync(server);
    }

    [Fact]
    public async Task The_administrative_port_counts_pushes_kicks_and_drains()
    {
        await using var server = await HeadlessServer.StartAsync("linux");
        await using var anna = await server.ConnectAsync("anna", server.Ws);
        var pushes = new ConcurrentQueue<ClientPush>();
        var changes = new ConcurrentQueue<ConnectionChange>();
        anna.Pushed += pushes.Enqueue;
        anna.ConnectionChanged += changes.Enqueue;
        await anna.SubscribeAsync([1000]);
        Assert.Equal("""["anna/ws"]""", await server.Http.GetStringAsync(new Uri(server.Address, "/counts?user=anna")));
        await PostAsync("/push?operation=1000&user=anna", "news");
        await Until.HoldsAsync(() => !pushes.IsEmpty, "the push is there");
        Assert.Equal("news"u8.ToArray(), pushes.Single().Body.ToArray());
        Assert.Contains("imkit_", await server.Http.GetStringAsync(new Uri(server.Address, "/metrics")), StringComparison.Ordinal);

        await PostAsync("/kick?user=anna", "");
        await Until.HoldsAsync(() => changes.Any(static change => change.Code == 4006) && anna.State == ClientConnectionState.Online, "she comes back");
        await PostAsync("/drain", "");
        await Until.HoldsAsync(() => changes.Any(static change => change.Code == 4000), "she is asked to go");
        Assert.Equal(0, await server.Process.WaitForExitAsync());
        // One line, and nothing else.
        Assert.Single(server.Process.Output.Split('\n'));

        async Task PostAsync(string path, string body)
        {
            using var content = new StringContent(body);
            using var answer = await server.Http.PostAsync(new Uri(server.Address, path), content);
            Assert.True(answer.IsSuccessStatusCode, path);
        }
    }

    [Fact]
    public async Task A_forged_token_is_refused_for_good()
    {
        await using var server = await HeadlessServer.StartAsync("linux");
        var token = await server.TokenAsync("anna", "device");
        foreach (var forged in (string[])[token[..^2] + "xx", "YmVu" + token[token.IndexOf('.', StringComparison.Ordinal)..], "nonsense", ""])
        {
            var options = new ImKitClientOptions { Token = (_, _) => new(ClientToken.OfText(forged)), MinReconnectDelay = TimeSpan.FromMilliseconds(1) };
            options.Endpoints.Add(server.Tcp);
            await using var client = new ImKitClient(options);
            var refusal = await Assert.ThrowsAsync<ConnectionLostException>(() => client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit));
            Assert.Contains("4500", refusal.Message, StringComparison.Ordinal);
        }
    }

    private static async Task TalkAsync(HeadlessServer server)
    {
        await using var anna = await server.ConnectAsync("anna", server.Tcp);
        await using var ben = await server.ConnectAsync("ben", server.Ws);
        var (annas, bens) = (Watch(anna), Watch(ben));
        var first = await anna.SendAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("hello"))).WaitAsync(Until.Limit);
        Assert.Equal(1, first.Seq);
        await Until.HoldsAsync(() => bens.Count == 1, "ben has it");
        Assert.Equal(1, ben.FindConversation(first.ConversationId)!.Unread);
        await ben.MarkReadAsync(first.ConversationId, 1);
        await Until.HoldsAsync(() => ben.FindConversation(first.ConversationId)!.Unread == 0, "it is read");

        await server.Process.KillAsync();
        var waiting = anna.SendAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("said while it was down")));
        var answer = ben.SendAsync(ClientMessage.To(first.ConversationId, ClientBody.OfText("so was I")));
        await server.StartAgainAsync();
        await Task.WhenAll(waiting, answer).WaitAsync(Until.Limit);
        await Until.HoldsAsync(() => annas.Count == 3 && bens.Count == 3, "both have all");
        Assert.Equal(annas, bens);
        Assert.Equal([1, 2, 3], annas.Select(static entry => (int)entry.Seq));
    }

    private static ConcurrentQueue<(long Seq, long Id, string Text)> Watch(ImKitClient client)
    {
        var seen = new ConcurrentQueue<(long, long, string)>();
        client.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                seen.Enqueue((entry.Seq, entry.Id, entry.Body.Text));
        };
        return seen;
    }
}
