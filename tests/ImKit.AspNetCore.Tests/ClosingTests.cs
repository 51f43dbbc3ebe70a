using System.Net.WebSockets;
using System.Text;
using ImKit.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace ImKit.AspNetCore.Tests;

public class ClosingTests
{
    public static TheoryData<int, string, int> Reasons => new()
    {
        { CloseReason.Drain.Code, CloseReason.Drain.Text, 1012 },
        { CloseReason.SlowConsumer.Code, CloseReason.SlowConsumer.Text, 4001 },
        { CloseReason.Banned.Code, CloseReason.Banned.Text, 4501 },
        { 4999, "", 4999 },
        { 7, "no such code", 1008 },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task The_client_reads_code_and_text_of_the_reason(int code, string text, int expected)
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        await session.SendAsync([1, 2, 3]);
        await session.OnLoopAsync(c => c.Close(new CloseReason(code, text)));

        Assert.Equal(3, (await client.ReceiveAsync(new byte[10], Wait.Token)).Count);
        var end = await client.ReceiveAsync(new byte[10], Wait.Token);
        Assert.Equal(expected, (int)end.CloseStatus!.Value);
        Assert.Equal(text, end.CloseStatusDescription ?? "");
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);
        Assert.Null(await session.ClosedAsync());
    }

    [Fact]
    public async Task A_text_too_long_for_the_close_frame_is_cut_between_two_characters()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        await session.OnLoopAsync(c => c.Close(new CloseReason(4002, "x" + new string('é', 200) + "\ud800")));

        var end = await client.ReceiveAsync(new byte[10], Wait.Token);
        Assert.Equal("x" + new string('é', 61), end.CloseStatusDescription);
        Assert.Equal(123, Encoding.UTF8.GetByteCount(end.CloseStatusDescription!));
    }

    [Fact]
    public async Task After_a_close_nothing_is_sent_and_nothing_received()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        await session.OnLoopAsync(c => c.PauseReading());
        await session.OnLoopAsync(c => c.Close(CloseReason.Kicked));
        await session.OnLoopAsync(c => c.Close(CloseReason.Banned));
        Assert.Equal(0, await session.SendAsync([1]));
        await client.SendAsync("too late"u8.ToArray(), WebSocketMessageType.Text, true, Wait.Token);

        Assert.Equal(4006, (int)(await client.ReceiveAsync(new byte[10], Wait.Token)).CloseStatus!.Value);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);
        Assert.Null(await session.ClosedAsync());
        Assert.False(session.HasReceived);
    }

    [Fact]
    public async Task A_client_that_does_not_answer_a_close_is_cut_at_the_deadline()
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        await session.OnLoopAsync(c => c.Close(CloseReason.Kicked));

        Assert.Equal(8, (await client.ReadFrameAsync()).Opcode);
        Assert.NotNull(await session.ClosedAsync());
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(4321, 4321)]
    [InlineData(0, 1000)]
    public async Task A_client_that_closes_is_answered(int code, int expected)
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();

        await client.FrameAsync(8, final: true, code == 0 ? [] : [(byte)(code >> 8), (byte)code]);

        var (opcode, payload) = await client.ReadFrameAsync();
        Assert.Equal((8, expected), (opcode, (payload[0] << 8) | payload[1]));
        Assert.Null(await session.ClosedAsync());
        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1], Wait.Token));
    }

    [Fact]
    public async Task A_client_that_vanishes_is_reported_with_the_error()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync();

        client.Abort();

        Assert.NotNull(await session.ClosedAsync());
    }

    [Fact]
    public async Task A_stop_ends_who_is_left()
    {
        await using var site = await TestSite.StartAsync();
        var (_, session) = await site.ConnectAsync();
        using var silent = await RawClient.UpgradeAsync(site.Port);
        var silentSession = await site.Core.NextAsync();

        await Wait.For(site.Transport.StopAsync(default).AsTask());

        await session.ClosedAsync();
        await silentSession.ClosedAsync();
        Assert.Equal(0, await silent.Stream.ReadAsync(new byte[1], Wait.Token));
        Assert.All(site.Core.Loops, static loop => Assert.False(loop.Execute(new LoopWork(() => { }))));
    }

    [Fact]
    public async Task The_hosts_middleware_goes_on_outside_the_loops()
    {
        var core = new FakeCore();
        var after = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await TestSite.StartAsync(core, map: app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                after.SetResult(core.Loops.Any(static loop => loop.InLoop));
            });
            app.MapImKit();
        });
        var (client, _) = await site.ConnectAsync();

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);

        Assert.False(await Wait.For(after.Task));
    }
}
