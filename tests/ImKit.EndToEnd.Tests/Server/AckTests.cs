using System.Collections.Concurrent;
using ImKit.Client;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Server;

/// <summary>Acknowledgements and delivered receipts on real sockets.</summary>
public sealed class AckTests
{
    [Theory]
    [InlineData("linux")]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task Who_sends_more_than_a_window_at_once_hears_that_all_of_it_is_delivered(string transport)
    {
        const int Messages = 600;
        await using var server = await HeadlessServer.StartAsync(transport);
        await using var anna = await server.ConnectAsync("anna", server.Tcp);
        await using var ben = await server.ConnectAsync("ben", server.Ws);
        var delivered = new ConcurrentDictionary<string, long>();
        anna.Receipts += receipts =>
        {
            foreach (var receipt in receipts.Receipts)
                delivered.AddOrUpdate(receipt.UserId, receipt.Delivered, (_, known) => Math.Max(known, receipt.Delivered));
        };
        var seen = new ConcurrentQueue<long>();
        ben.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                seen.Enqueue(entry.Seq);
        };

        var sent = new List<Task<ClientAck>>();
        for (var i = 1; i <= Messages; i++)
            sent.Add(await anna.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText($"{i}"))));
        await Task.WhenAll(sent).WaitAsync(TimeSpan.FromMinutes(2));
        await Until.HoldsAsync(() => delivered.GetValueOrDefault("ben") == Messages, "everything is delivered");
        Assert.Equal(Enumerable.Range(1, Messages).Select(static seq => (long)seq), seen);
        Assert.NotEqual(0, ben.Statistics.Acks);
        // Her own messages came back to her, and that is no news to anybody.
        Assert.False(delivered.ContainsKey("anna"));
    }

    [Fact]
    public async Task What_was_sent_while_somebody_was_away_is_delivered_when_they_come()
    {
        await using var server = await HeadlessServer.StartAsync("linux");
        await using var anna = await server.ConnectAsync("anna", server.Ws);
        var delivered = new TaskCompletionSource<ClientReceipt>();
        anna.Receipts += receipts => delivered.TrySetResult(receipts.Receipts.Single());
        await anna.SendAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("are you there?"))).WaitAsync(Until.Limit);
        Assert.False(delivered.Task.IsCompleted);
        await using var ben = await server.ConnectAsync("ben", server.Tcp);
        Assert.Equal(new ClientReceipt("ben", 0, 1), await delivered.Task.WaitAsync(Until.Limit));
    }
}
