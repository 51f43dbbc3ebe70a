using System.Collections.Concurrent;

namespace ImKit.Storage.Postgres.Tests;

public sealed class KilledServerTests
{
    private const int Senders = 8;
    private const int Kills = 3;

    [Fact]
    public async Task A_server_killed_in_the_middle_of_appends_has_lost_nothing_acknowledged_and_doubles_nothing()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var one = new PostgresStores(server.ConnectionString);
        await using var two = new PostgresStores(server.ConnectionString);
        var groups = Enumerable.Range(0, 3).Select(_ => Sample.Group()).ToArray();
        var acknowledged = new ConcurrentBag<(ConversationKey Group, string Id, long Seq)>();
        using var stop = new CancellationTokenSource();
        var sending = Enumerable.Range(0, Senders).Select(sender => SendAsync(sender % 2 == 0 ? one : two, sender, groups, acknowledged, stop.Token)).ToArray();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = acknowledged.Count + 50;
            await Until.HoldsAsync(() => acknowledged.Count >= enough, "appends are acknowledged");
            server.Kill();
            await server.StartAgainAsync();
        }

        var last = acknowledged.Count + 50;
        await Until.HoldsAsync(() => acknowledged.Count >= last, "appends are acknowledged after the last start");
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        foreach (var group in groups)
            await CheckAsync(one, group, acknowledged.Where(sent => sent.Group == group).ToArray());
    }

    // As a client does: the same message again until its fate is known.
    private static async Task SendAsync(
        PostgresStores stores, int sender, ConversationKey[] groups, ConcurrentBag<(ConversationKey, string, long)> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            // Two conversations in each append, in an order that differs between senders.
            var batch = new[] { groups[(sender + i) % 3], groups[(sender + (2 * i) + 1) % 3] }.Select((group, n) => Sample.Message(group, $"{sender}-{i}-{n}")).ToArray();
            IReadOnlyList<AppendOutcome>? outcomes = null;
            await Until.HoldsAsync(async () => (outcomes = await TryAsync(stores, batch)) is not null, "an append is answered");
            for (var n = 0; n < batch.Length; n++)
                acknowledged.Add((batch[n].Conversation, batch[n].ClientMsgId.Value, outcomes![n].Position.Seq));
        }
    }

    private static async Task<IReadOnlyList<AppendOutcome>?> TryAsync(PostgresStores stores, AppendRequest[] batch)
    {
        try
        {
            return await stores.Messages.AppendAsync(batch, CancellationToken.None);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private static async Task CheckAsync(PostgresStores stores, ConversationKey group, (ConversationKey Group, string Id, long Seq)[] acknowledged)
    {
        var log = await stores.LogAsync(group);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(entry => entry.Seq));
        Assert.Equal(log.Count, log.Select(entry => entry.ClientMsgId).Distinct().Count());
        // All senders have ended, so every entry was acknowledged, and every acknowledged one is where it was said to be.
        Assert.Equal(acknowledged.OrderBy(sent => sent.Seq).Select(sent => sent.Id), log.Select(entry => entry.ClientMsgId.Value));
        var head = (await stores.Conversations.GetHeadsAsync([group], TestContext.Current.CancellationToken))[0]!;
        Assert.Equal(new Position(log.Count, log.Count), head.Last);
    }
}
