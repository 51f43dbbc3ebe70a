using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace ImKit.AspNetCore.Tests;

public class StreamTests
{
    private static Task<TestSite> StartAsync(FakeCore? core = null, bool tls = false, bool start = true) => TestSite.StartAsync(
        core, map: static _ => { }, start: start, listen: endpoint =>
        {
            if (tls)
                endpoint.UseHttps(TestCertificate.Instance);
            endpoint.UseImKit();
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_go_both_ways_with_and_without_tls(bool tls)
    {
        await using var site = await StartAsync(tls: tls);
        using var tcp = await ConnectAsync(site);
        await using var stream = await OpenAsync(tcp, tls);
        // Early data: it may come together with the end of the handshake.
        await stream.WriteAsync("hello"u8.ToArray(), Wait.Token);

        var session = await site.Core.NextAsync();
        var received = new List<byte>();
        while (received.Count < 5)
            received.AddRange(await session.ReceiveAsync());

        Assert.Equal("hello"u8.ToArray(), received);
        Assert.Equal((tls, Framing.Stream), (session.Origin.Secure, session.Origin.Framing));
        Assert.Equal(IPAddress.Loopback, session.Connection.Remote!.Address);
        Assert.Equal(2, await session.OnLoopAsync(c => c.Send([9, 1, 2, 9], 1, 2)));
        var answer = new byte[2];
        await stream.ReadExactlyAsync(answer, Wait.Token);
        Assert.Equal([1, 2], answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_close_lets_the_client_read_everything_that_was_taken(bool tls)
    {
        await using var site = await StartAsync(tls: tls);
        using var tcp = await ConnectAsync(site);
        await using var stream = await OpenAsync(tcp, tls);
        await stream.WriteAsync("hello"u8.ToArray(), Wait.Token);
        var session = await site.Core.NextAsync();
        await session.ReceiveAsync();

        var taken = await session.OnLoopAsync(c =>
        {
            var bytes = c.Send(new byte[200_000], 0, 200_000);
            c.Close(CloseReason.Drain);
            Assert.Equal(0, c.Send([1], 0, 1));
            return bytes;
        });

        var received = 0;
        for (var buffer = new byte[65536]; ;)
        {
            var count = await stream.ReadAsync(buffer, Wait.Token);
            if (count == 0)
                break;
            received += count;
        }

        Assert.Equal(taken, received);
        Assert.Null(await session.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_refused_more_until_it_reads()
    {
        await using var site = await StartAsync(new FakeCore { LoopCount = 1 });
        using var slow = await ConnectAsync(site);
        var slowSession = await site.Core.NextAsync();
        using var fast = await ConnectAsync(site);
        var fastSession = await site.Core.NextAsync();
        var block = new byte[32768];

        var taken = 0L;
        while (await slowSession.SendAsync(block) is var count and > 0)
            taken += count;
        Assert.Equal(1, await fastSession.SendAsync([1]));
        Assert.Equal(1, await fast.GetStream().ReadAsync(new byte[10], Wait.Token));

        for (var left = taken; left > 0;)
            left -= await slow.GetStream().ReadAsync(block, Wait.Token);
        Assert.Equal(0, await slowSession.WritableAsync());
        Assert.Equal(1, await slowSession.SendAsync([7]));
        Assert.Equal(1, await slow.GetStream().ReadAsync(block, Wait.Token));
        Assert.Equal(7, block[0]);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_client_that_reads_nothing_can_be_closed_and_cut(bool tls, bool inOrder)
    {
        await using var site = await StartAsync(tls: tls);
        using var tcp = await ConnectAsync(site);
        await using var stream = await OpenAsync(tcp, tls);
        var session = await site.Core.NextAsync();
        var block = new byte[65536];
        while (await session.SendAsync(block) > 0)
        {
        }

        await session.OnLoopAsync(c =>
        {
            if (inOrder)
                c.Close(CloseReason.SlowConsumer);
            else
                c.Abort();
        });

        await session.ClosedAsync();
    }

    [Fact]
    public async Task A_paused_connection_leaves_bytes_where_they_are()
    {
        await using var site = await StartAsync();
        using var tcp = await ConnectAsync(site);
        var session = await site.Core.NextAsync();
        await session.OnLoopAsync(c => c.PauseReading());
        // The read that was already waiting may still bring something.
        await tcp.GetStream().WriteAsync(new byte[] { 1 }, Wait.Token);
        await session.ReceiveAsync();

        await tcp.GetStream().WriteAsync(new byte[] { 2 }, Wait.Token);
        await session.OnLoopAsync(_ => { });
        Assert.False(session.HasReceived);

        await session.OnLoopAsync(c => c.ResumeReading());
        Assert.Equal([2], await session.ReceiveAsync());
    }

    [Fact]
    public async Task The_end_of_the_stream_and_a_reset_are_told_apart()
    {
        await using var site = await StartAsync();
        using (var tcp = await ConnectAsync(site))
            tcp.Client.Shutdown(SocketShutdown.Send);
        Assert.Null(await (await site.Core.NextAsync()).ClosedAsync());

        using (var tcp = await ConnectAsync(site))
        {
            var session = await site.Core.NextAsync();
            tcp.LingerState = new LingerOption(true, 0);
            tcp.Client.Close();
            Assert.NotNull(await session.ClosedAsync());
        }
    }

    [Theory]
    [InlineData("before the start")]
    [InlineData("draining")]
    [InlineData("refused by Core")]
    public async Task A_connection_that_is_not_wanted_is_closed(string why)
    {
        await using var site = await StartAsync(new FakeCore { Welcoming = why != "refused by Core", Accepting = why != "draining" }, start: why != "before the start");

        var end = await Record.ExceptionAsync(async () =>
        {
            using var tcp = await ConnectAsync(site);
            Assert.Equal(0, await tcp.GetStream().ReadAsync(new byte[10], Wait.Token));
        });

        Assert.True(end is null or IOException or SocketException, end?.ToString());
    }

    [Fact]
    public void Listening_without_the_transport_says_what_to_call()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseImKit()));

        var error = Assert.Throws<InvalidOperationException>(() => ((IHost)builder.Build()).Start());

        Assert.Contains("AddAspNetCore()", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> ConnectAsync(TestSite site)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, site.Port, Wait.Token);
        return tcp;
    }

    private static async Task<Stream> OpenAsync(TcpClient tcp, bool tls)
    {
        if (!tls)
            return tcp.GetStream();
        var stream = new SslStream(tcp.GetStream(), false, TestCertificate.Accept);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Wait.Token);
        return stream;
    }
}
