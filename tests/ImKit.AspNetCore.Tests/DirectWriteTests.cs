using ImKit.AspNetCore.Tests.Support;
using ImKit.Protocol.WebSocket;
using ImKit.Transports;
using ImKit.Transports.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

/// <summary>Which connections write to their sockets themselves.</summary>
public class DirectWriteTests
{
    [Fact]
    public async Task A_client_that_waited_for_its_answer_is_written_to_directly_even_if_the_loop_has_no_time_until_it_has_spoken()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { LoopCount = 1 });
        using var free = new ManualResetEventSlim();
        site.Core.Loops[0].Execute(new Blocking(free));
        using var client = await RawClient.UpgradeAsync(site.Port);

        await client.FrameAsync((int)WebSocketOpcode.Binary, true, [1]);
        // Kestrel has seen to a later connection, so the frame is with it too.
        using (var later = await RawClient.ConnectAsync(site.Port))
            Assert.Contains("404", await later.RequestAsync("GET /none HTTP/1.1\nHost: localhost\n\n"), StringComparison.Ordinal);
        free.Set();

        var session = await site.Core.NextAsync();
        Assert.Equal([1], await session.ReceiveAsync());
        Assert.True(await WritesDirectlyAsync(site, session));
        await session.SendAsync([2, 3]);
        Assert.Equal([2, 3], (await client.ReadFrameAsync()).Payload);
    }

    [Fact]
    public async Task A_client_that_spoke_before_it_had_its_answer_gets_the_answer_first_and_everything_through_the_pipe()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { OnMessage = static (session, message) => session.Connection.Send(session.Encode(message)) });
        using var client = await RawClient.ConnectAsync(site.Port);
        var frame = "\u0082\u0081\0\0\0\07";

        var request = System.Text.Encoding.ASCII.GetBytes(RawClient.Upgrade().ReplaceLineEndings("\r\n"));
        await client.Stream.WriteAsync((byte[])[.. request, .. System.Text.Encoding.Latin1.GetBytes(frame)], Wait.Token);

        Assert.StartsWith("HTTP/1.1 101", await client.RequestAsync(""), StringComparison.Ordinal);
        Assert.Equal((byte)'7', Assert.Single((await client.ReadFrameAsync()).Payload));
        Assert.False(await WritesDirectlyAsync(site, await site.Core.NextAsync()));
    }

    [Fact]
    public async Task Nobody_is_written_to_directly_where_the_host_has_turned_it_off()
    {
        await using var site = await TestSite.StartAsync(
            build: static builder => builder.Services.Configure<AspNetCoreTransportOptions>(static options => options.DirectWrites = false));
        using var client = await RawClient.UpgradeAsync(site.Port);
        var session = await site.Core.NextAsync();
        await client.FrameAsync((int)WebSocketOpcode.Binary, true, [1]);
        Assert.Equal([1], await session.ReceiveAsync());

        Assert.False(await WritesDirectlyAsync(site, session));
        await session.SendAsync([2, 3]);
        Assert.Equal([2, 3], (await client.ReadFrameAsync()).Payload);
    }

    private static Task<bool> WritesDirectlyAsync(TestSite site, FakeSession session) =>
        session.OnLoopAsync(_ => Assert.IsType<StreamConnection>(Assert.Single(site.Core.Announced)).WritesDirectly);

    private sealed class Blocking(ManualResetEventSlim free) : ILoopWork
    {
        public void Run() => free.Wait(Wait.Token);
    }
}
