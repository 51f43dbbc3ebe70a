using System.Net.WebSockets;
using System.Text;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.AspNetCore.Tests;

public class ReceivingTests
{
    [Theory]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task Text_and_binary_messages_both_arrive_whole_and_in_order(WebSocketMessageType type)
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        for (var size = 0; size < 20000; size += 997)
            await client.SendAsync(Encoding.ASCII.GetBytes(new string('a', size)), type, true, Wait.Token);

        for (var size = 0; size < 20000; size += 997)
            Assert.Equal(size, (await session.ReceiveAsync()).Length);
    }

    [Fact]
    public async Task Fragments_are_put_together_with_control_frames_between_them()
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        await client.FrameAsync(2, final: false, "one "u8.ToArray());
        await client.FrameAsync(9, final: true, "ping"u8.ToArray());
        await client.FrameAsync(0, final: false, []);
        await client.FrameAsync(0, final: false, "two "u8.ToArray());
        await client.FrameAsync(0, final: true, []);
        await client.FrameAsync(2, final: true, "three"u8.ToArray());

        Assert.Equal("one two ", Encoding.ASCII.GetString(await session.ReceiveAsync()));
        Assert.Equal("three", Encoding.ASCII.GetString(await session.ReceiveAsync()));
        var (opcode, payload) = await client.ReadFrameAsync();
        Assert.Equal((10, "ping"), (opcode, Encoding.ASCII.GetString(payload)));
    }

    [Fact]
    public async Task Two_frames_sent_at_once_by_the_same_write_both_arrive()
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.ConnectAsync(site.Port);
        // The first frame comes with the request itself.
        var request = Encoding.ASCII.GetBytes(RawClient.Upgrade().ReplaceLineEndings("\r\n"));
        await client.Stream.WriteAsync((byte[])[.. request, 0x82, 0x81, 0, 0, 0, 0, (byte)'a', 0x82, 0x81, 0, 0, 0, 0, (byte)'b'], Wait.Token);

        var session = await site.Core.NextAsync();

        Assert.Equal("a"u8.ToArray(), await session.ReceiveAsync());
        Assert.Equal("b"u8.ToArray(), await session.ReceiveAsync());
    }

    [Fact]
    public async Task A_message_of_just_the_limit_is_taken_and_one_byte_more_is_a_violation_with_close_1009()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { MaxMessageBytes = 10_000 });
        var (client, session) = await site.ConnectAsync();

        await client.SendAsync(new byte[10_000], WebSocketMessageType.Binary, true, Wait.Token);
        Assert.Equal(10_000, (await session.ReceiveAsync()).Length);

        await client.SendAsync(new byte[10_001], WebSocketMessageType.Binary, true, Wait.Token);
        var reason = await session.ViolationAsync();
        Assert.Equal((4503, "message too long"), (reason.Code, reason.Text));
        var end = await client.ReceiveAsync(new byte[100], Wait.Token);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, end.CloseStatus);
        Assert.Equal("message too long", end.CloseStatusDescription);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);
        Assert.Null(await session.ClosedAsync());
        Assert.False(session.HasReceived);
    }

    [Fact]
    public async Task A_message_that_never_ends_is_cut_off_at_the_limit()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { MaxMessageBytes = 10_000 });
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        var ended = session.ClosedAsync();
        var error = await Record.ExceptionAsync(async () =>
        {
            for (var opcode = 2; !ended.IsCompleted; opcode = 0)
                await client.FrameAsync(opcode, final: false, new byte[1000]);
        });

        Assert.True(error is null or IOException, error?.ToString());
        Assert.Equal(4503, (await session.ViolationAsync()).Code);
        await ended;
    }

    [Fact]
    public async Task Endless_empty_fragments_are_a_violation()
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        await client.FrameAsync(2, final: false, "x"u8.ToArray());
        for (var i = 0; i < 1100; i++)
            await client.FrameAsync(0, final: false, []);

        Assert.Equal("too many empty fragments", (await session.ViolationAsync()).Text);
        var (opcode, payload) = await client.ReadFrameAsync();
        Assert.Equal((8, 1008), (opcode, (payload[0] << 8) | payload[1]));
    }

    [Theory]
    [InlineData("frame without a mask", 2, true, false)]
    [InlineData("continuation of nothing", 0, true, true)]
    [InlineData("reserved opcode", 3, true, true)]
    [InlineData("control frame too long or in fragments", 9, false, true)]
    public async Task A_malformed_frame_is_a_violation_and_closed_with_1002(string what, int opcode, bool final, bool masked)
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        await client.FrameAsync(opcode, final, "abcdefghij"u8.ToArray(), masked);

        Assert.Equal(what, (await session.ViolationAsync()).Text);
        var (close, payload) = await client.ReadFrameAsync();
        Assert.True(close == 8 && payload is [3, 234, ..], what);
        await session.ClosedAsync();
    }

    [Fact]
    public async Task A_paused_connection_gets_at_most_what_was_read_and_the_rest_after_it_resumes()
    {
        await using var site = await TestSite.StartAsync(new FakeCore
        {
            OnMessage = static (session, _) => session.Connection.PauseReading(),
        });
        var (client, session) = await site.ConnectAsync();

        await client.SendAsync(new byte[10], WebSocketMessageType.Binary, true, Wait.Token);
        await Until.HoldsAsync(async () => await session.OnLoopAsync(_ => session.ReceivedCount) == 1, "the first message has come");
        for (var i = 0; i < 4; i++)
            await client.SendAsync(new byte[10], WebSocketMessageType.Binary, true, Wait.Token);

        // Others of the loop have their turns meanwhile.
        for (var i = 0; i < 50; i++)
            Assert.Equal(1, await session.OnLoopAsync(_ => session.ReceivedCount));
        while (await session.OnLoopAsync(_ => session.ReceivedCount) < 5)
            await session.OnLoopAsync(c => c.ResumeReading());
    }

    [Fact]
    public async Task A_handler_that_throws_costs_its_own_connection_only()
    {
        await using var site = await TestSite.StartAsync(new FakeCore
        {
            LoopCount = 1,
            OnMessage = static (_, message) =>
            {
                if (message.Length == 3)
                    throw new InvalidOperationException("bug");
            },
        });
        var (bad, badSession) = await site.ConnectAsync();
        var (good, goodSession) = await site.ConnectAsync();

        await bad.SendAsync(new byte[3], WebSocketMessageType.Binary, true, Wait.Token);

        Assert.Equal("bug", (await badSession.ClosedAsync())!.Message);
        await good.SendAsync(new byte[4], WebSocketMessageType.Binary, true, Wait.Token);
        await good.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);
        Assert.Null(await goodSession.ClosedAsync());
        Assert.Equal(1, goodSession.ReceivedCount);
        Assert.Contains(site.Logs.GetSnapshot(), line => line.Id.Id == AspNetCoreTelemetry.HandlerFailed);
    }
}
