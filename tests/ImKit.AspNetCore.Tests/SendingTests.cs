using System.Net.WebSockets;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Transports;

namespace ImKit.AspNetCore.Tests;

public class SendingTests
{
    [Fact]
    public async Task What_is_sent_arrives_as_one_binary_message_each()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        Assert.Equal(3, await session.SendAsync([1, 2, 3]));
        Assert.Equal(4, await session.OnLoopAsync(c => c.Send([9, .. session.Encode(4, 5), 9], 1, 4)));

        var buffer = new byte[100];
        var first = await client.ReceiveAsync(buffer, Wait.Token);
        Assert.Equal((WebSocketMessageType.Binary, true, 3), (first.MessageType, first.EndOfMessage, first.Count));
        var second = await client.ReceiveAsync(buffer, Wait.Token);
        Assert.Equal([4, 5], buffer[..second.Count]);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_blocks_only_itself_and_loses_nothing_when_it_reads_again()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { LoopCount = 1 });
        var (slow, slowSession) = await site.ConnectAsync();
        var (fast, fastSession) = await site.ConnectAsync();
        var block = new byte[32768];

        var sent = 0;
        while (await slowSession.SendAsync(block) == block.Length)
            sent++;

        // Blocked: nothing more is taken, and others go on.
        Assert.Equal(0, await slowSession.SendAsync(block));
        Assert.Equal(3, await fastSession.SendAsync([1, 2, 3]));
        Assert.Equal(3, (await fast.ReceiveAsync(new byte[10], Wait.Token)).Count);

        var buffer = new byte[block.Length];
        for (var received = 0L; received < (sent + 1L) * block.Length;)
            received += (await slow.ReceiveAsync(buffer, Wait.Token)).Count;
        Assert.Equal(slowSession.Encode(block).Length, await slowSession.WritableAsync());
        Assert.Equal(1, await slowSession.SendAsync([7]));
        Assert.Equal(1, (await slow.ReceiveAsync(buffer, Wait.Token)).Count);
    }

    [Fact]
    public async Task Closing_a_client_that_reads_nothing_ends_at_the_deadline()
    {
        await using var site = await TestSite.StartAsync();
        var (_, session) = await site.ConnectAsync();
        await FillAsync(session);

        await session.OnLoopAsync(c => c.Close(CloseReason.SlowConsumer));

        Assert.NotNull(await session.ClosedAsync());
    }

    [Fact]
    public async Task Aborting_a_client_that_reads_nothing_ends_at_once()
    {
        await using var site = await TestSite.StartAsync(build: b => new TestSite.Builder(b.Services).AddAspNetCore(o => o.CloseTimeout = TimeSpan.FromMinutes(1)));
        var (_, session) = await site.ConnectAsync();
        await FillAsync(session);

        await session.OnLoopAsync(c => c.Abort());

        await session.ClosedAsync();
    }

    [Fact]
    public async Task A_client_that_vanishes_while_it_blocks_is_noticed()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();
        await FillAsync(session);

        client.Abort();

        Assert.NotNull(await session.ClosedAsync());
        Assert.Equal(0, await session.SendAsync([1]));
    }

    private static async Task FillAsync(FakeSession session)
    {
        var block = new byte[65536];
        while (await session.SendAsync(block) == block.Length)
        {
        }
    }
}
