using System.Net;
using System.Net.WebSockets;
using ImKit.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

public class Http2Tests
{
    private static Task<TestSite> StartAsync(FakeCore? core = null, Action<KestrelServerLimits>? limits = null) => TestSite.StartAsync(
        core,
        build: b => b.Services.Configure<KestrelServerOptions>(kestrel => limits?.Invoke(kestrel.Limits)),
        listen: endpoint => endpoint.UseHttps(TestCertificate.Instance));

    private static void Http2(ClientWebSocketOptions options)
    {
        options.HttpVersion = HttpVersion.Version20;
        options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    [Fact]
    public async Task A_web_socket_works_in_a_stream_of_http2_with_tls()
    {
        await using var site = await StartAsync(limits: limits => limits.MaxRequestBodySize = 1000);
        var (client, session) = await site.ConnectAsync(configure: Http2);

        Assert.True(session.Origin.Secure);
        // More than a request's body may have, because this is no request.
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(new byte[5000], WebSocketMessageType.Binary, true, Wait.Token);
            Assert.Equal(5000, (await session.ReceiveAsync()).Length);
        }

        await session.SendAsync([1, 2, 3]);
        Assert.Equal(3, (await client.ReceiveAsync(new byte[10], Wait.Token)).Count);
        await session.OnLoopAsync(c => c.Close(CloseReason.Drain));
        Assert.Equal(1012, (int)(await client.ReceiveAsync(new byte[10], Wait.Token)).CloseStatus!.Value);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Wait.Token);
        Assert.Null(await session.ClosedAsync());
    }

    [Fact]
    public async Task A_client_that_reads_nothing_can_be_cut()
    {
        await using var site = await StartAsync();
        var (client, session) = await site.ConnectAsync(configure: Http2);
        var block = new byte[65536];
        while (await session.SendAsync(block) == block.Length)
        {
        }

        await session.OnLoopAsync(c => c.Abort());

        Assert.NotNull(await session.ClosedAsync());
        // The blocks that were taken are still read; then the stream is gone.
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while (true)
                await client.ReceiveAsync(block, Wait.Token);
        });
    }

    [Fact]
    public async Task While_draining_an_http2_request_is_told_to_come_back()
    {
        await using var site = await StartAsync();
        site.Core.Accepting = false;
        using var client = new ClientWebSocket();
        Http2(client.Options);
        client.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(site.Socket(), TestCertificate.Invoker, Wait.Token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, client.HttpStatusCode);
    }

    [Fact]
    public async Task An_ordinary_http2_request_is_told_to_use_web_socket()
    {
        await using var site = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Http("/im")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        var response = await TestCertificate.Invoker.SendAsync(request, Wait.Token);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact]
    public async Task Over_http1_with_tls_it_works_as_well()
    {
        await using var site = await StartAsync();
        var (client, session) = await site.ConnectAsync();

        await session.SendAsync([1, 2, 3]);

        Assert.Equal(3, (await client.ReceiveAsync(new byte[10], Wait.Token)).Count);
        Assert.True(session.Origin.Secure);
    }
}
