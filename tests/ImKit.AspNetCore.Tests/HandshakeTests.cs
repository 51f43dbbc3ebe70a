using System.Net;
using System.Text;
using ImKit.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

public class HandshakeTests
{
    [Fact]
    public async Task A_good_request_is_answered_as_RFC_6455_says()
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.ConnectAsync(site.Port);

        var head = await client.RequestAsync(RawClient.Upgrade());

        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        // The example of RFC 6455, 1.3.
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> BadRequests => new()
    {
        { "no upgrade asked for", "GET /im HTTP/1.1\nHost: localhost\n\n", "426" },
        { "another protocol", RawClient.Upgrade(upgrade: "h2c"), "426" },
        { "not in Connection", RawClient.Upgrade(connection: "keep-alive"), "426" },
        { "version 8", RawClient.Upgrade(version: "8"), "426" },
        { "two versions", RawClient.Upgrade(more: "Sec-WebSocket-Version: 8\n"), "426" },
        { "method POST", RawClient.Upgrade(method: "POST", more: "Content-Length: 0\n"), "400" },
        { "key too short", RawClient.Upgrade(key: "c2hvcnQ="), "400" },
        { "key too long", RawClient.Upgrade(key: "dGhlIHNhbXBsZSBub25jZQECAwQ="), "400" },
        { "key not base64", RawClient.Upgrade(key: "!!!!!!!!!!!!!!!!!!!!!!=="), "400" },
        { "no key", RawClient.Upgrade(key: ""), "400" },
        { "two keys", RawClient.Upgrade(more: "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"), "400" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_request_is_refused_with_its_own_status(string name, string request, string status)
    {
        await using var site = await TestSite.StartAsync();
        using var client = await RawClient.ConnectAsync(site.Port);

        var head = await client.RequestAsync(request);

        Assert.True(head.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal), $"{name}: {head}");
        if (status == "426")
            Assert.Contains("Sec-WebSocket-Version: 13\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_opens_the_address_reads_what_it_is_for()
    {
        await using var site = await TestSite.StartAsync();
        using var http = new HttpClient();

        var response = await http.GetAsync(site.Http("/im"), Wait.Token);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Contains("WebSocket client", await response.Content.ReadAsStringAsync(Wait.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_start_and_while_draining_requests_are_told_to_come_back()
    {
        await using var site = await TestSite.StartAsync(start: false);
        using var early = await RawClient.ConnectAsync(site.Port);
        Assert.StartsWith("HTTP/1.1 503", await early.RequestAsync(RawClient.Upgrade()), StringComparison.Ordinal);

        await site.Transport.StartAsync(site.Core, [], default);
        var (client, session) = await site.ConnectAsync();
        site.Core.Accepting = false;

        using var late = await RawClient.ConnectAsync(site.Port);
        var head = await late.RequestAsync(RawClient.Upgrade());
        Assert.StartsWith("HTTP/1.1 503", head, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5\r\n", head, StringComparison.Ordinal);

        // Who is here stays.
        await client.SendAsync("still here"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Binary, true, Wait.Token);
        Assert.Equal("still here", Encoding.UTF8.GetString(await session.ReceiveAsync()));
    }

    [Fact]
    public async Task A_connection_that_Core_does_not_want_ends_without_a_word()
    {
        await using var site = await TestSite.StartAsync(new FakeCore { Welcoming = false });
        using var client = await RawClient.ConnectAsync(site.Port);

        var end = await Record.ExceptionAsync(async () =>
        {
            await client.RequestAsync(RawClient.Upgrade());
            Assert.Equal(0, await client.Stream.ReadAsync(new byte[10], Wait.Token));
        });

        Assert.True(end is null or IOException, end?.ToString());
    }

    [Fact]
    public async Task The_first_subprotocol_of_the_server_that_the_client_offers_is_chosen()
    {
        await using var site = await TestSite.StartAsync(map: app => app.MapImKit(configure: o =>
        {
            o.SubProtocols.Add("imkit.v3");
            o.SubProtocols.Add("imkit.v2");
        }));

        var (client, _) = await site.ConnectAsync(configure: o =>
        {
            o.AddSubProtocol("imkit.v2");
            o.AddSubProtocol("other");
        });

        Assert.Equal("imkit.v2", client.SubProtocol);
    }

    [Fact]
    public async Task Goims_clients_find_their_address()
    {
        await using var site = await TestSite.StartAsync(map: app => app.MapGoimSocket());

        var (_, session) = await site.ConnectAsync("/sub");

        Assert.Equal("aspnetcore", session.Origin.Transport);
    }

    [Fact]
    public void Mapping_without_the_transport_says_what_to_call()
    {
        var app = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapImKit());

        Assert.Contains("AddAspNetCore()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_the_transport_twice_is_adding_it_once()
    {
        var services = new ServiceCollection().AddLogging();
        new TestSite.Builder(services).AddAspNetCore().AddAspNetCore();
        await using var provider = services.BuildServiceProvider();

        Assert.Single(provider.GetServices<ImKit.Transports.ITransport>());
    }
}
