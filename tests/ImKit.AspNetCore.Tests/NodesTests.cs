using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.AspNetCore.Tests;

public class NodesTests
{
    [Fact]
    public async Task A_client_is_told_nodes_with_their_addresses_and_nothing_else()
    {
        await using var site = await StartAsync(configure: options =>
        {
            options.Node.Region = "eu";
            options.Node.Address = "10.0.0.1";
            options.Node.Endpoints.Add(new Uri("wss://one.example/im"));
            options.Node.Endpoints.Add(new Uri("tcps://one.example:3101"));
        });

        var response = await site.Browser.GetAsync("/im/nodes?user=anna&region=eu", Wait.Token);
        Assert.Equal("""{"nodes":[{"region":"eu","endpoints":["wss://one.example/im","tcps://one.example:3101"]}]}""", await response.Content.ReadAsStringAsync(Wait.Token));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(["tcps://one.example:3101"], await EndpointsAsync(site, "?transport=tcps"));
    }

    [Fact]
    public async Task Draining_nodes_those_without_an_address_and_those_that_hold_no_connections_are_left_out()
    {
        await using var site = await StartAsync();
        await JoinAsync(site, "two");
        await JoinAsync(site, "draining", static node => node with { Weight = 0 });
        await JoinAsync(site, "silent", static node => node with { Endpoints = "" });
        await JoinAsync(site, "business", static node => node with { Roles = NodeRoles.Business });

        Assert.Equal(["wss://two.example/im"], await EndpointsAsync(site, ""));
    }

    [Fact]
    public async Task A_user_gets_the_same_order_again_and_the_region_of_the_client_comes_first()
    {
        await using var site = await StartAsync(static options =>
        {
            options.Region = static context => context.Request.Headers["X-Region"];
            options.MaxNodes = 3;
        });
        foreach (var id in (string[])["one", "two", "three", "four"])
            await JoinAsync(site, id);
        await JoinAsync(site, "near", static node => node with { Region = "us", Weight = 1 });

        var first = await EndpointsAsync(site, "?user=anna");
        Assert.Equal(3, first.Length);
        Assert.Equal(first, await EndpointsAsync(site, "?user=anna"));
        Assert.Contains(Enumerable.Range(0, 100), i => EndpointsAsync(site, $"?key={i}").Result[0] != first[0]);
        site.Browser.DefaultRequestHeaders.Add("X-Region", "us");
        Assert.Equal("wss://near.example/im", (await EndpointsAsync(site, "?user=anna"))[0]);
    }

    [Theory]
    [InlineData("?user=a&user=b", "user was given more than once")]
    [InlineData("?user=a&key=b", "user and key exclude each other")]
    [InlineData("?user=a%00", "user is no user id")]
    [InlineData("?transport=smtp", "transport has to be one of ws, wss, tcp, tcps")]
    [InlineData("?region=0123456789012345678901234567890123456789012345678901234567890123456789", "region has at most 64 characters")]
    public async Task What_cannot_be_meant_is_refused_with_a_reason(string query, string reason)
    {
        await using var site = await StartAsync();
        var response = await site.Browser.GetAsync("/im/nodes" + query, Wait.Token);
        Assert.Equal((HttpStatusCode.BadRequest, reason), (response.StatusCode, await response.Content.ReadAsStringAsync(Wait.Token)));
    }

    [Fact]
    public async Task Unprotected_the_list_is_closed_and_says_what_to_do()
    {
        await using var site = await RealSite.StartAsync(static app => app.MapImKitNodes());
        for (var i = 0; i < 2; i++)
        {
            var response = await site.Browser.GetAsync("/im/nodes", Wait.Token);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("o.Open = true", await response.Content.ReadAsStringAsync(Wait.Token), StringComparison.Ordinal);
        }

        Assert.Single(site.Logs.GetSnapshot(), static line => line.Id.Id == AspNetCoreTelemetry.NodesClosed);
    }

    [Fact]
    public async Task Who_is_logged_in_may_ask_and_is_the_user_whatever_they_say()
    {
        await using var site = await RealSite.StartAsync(
            static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapImKitNodes(static options => options.User = static context => context.User.Identity?.Name).RequireAuthorization();
            },
            build: static b =>
            {
                b.Services.AddAuthentication("header").AddHeaderScheme();
                b.Services.AddAuthorization();
            });
        foreach (var id in (string[])["one", "two", "three", "four"])
            await JoinAsync(site, id);

        Assert.Equal(HttpStatusCode.Unauthorized, (await site.Browser.GetAsync("/im/nodes", Wait.Token)).StatusCode);
        site.Browser.DefaultRequestHeaders.Add("X-User", "anna");
        var own = await EndpointsAsync(site, "");
        for (var i = 0; i < 20; i++)
            Assert.Equal(own, await EndpointsAsync(site, $"?user=other-{i}"));
    }

    [Fact]
    public async Task While_the_registry_does_not_answer_clients_are_told_what_it_said_last_for_as_long_as_a_lease()
    {
        var registry = new SilentRegistry();
        await using var site = await RealSite.StartAsync(
            static app => app.MapImKitNodes(static options => options.Open = true), static options => options.Node.Lease = TimeSpan.FromHours(1),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<INodeRegistry>(registry)));
        registry.Fails = true;
        var response = await site.Browser.GetAsync("/im/nodes", Wait.Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
        var (asked, watch) = (registry.Asked, Stopwatch.StartNew());
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.Browser.GetAsync("/im/nodes", Wait.Token)).StatusCode);
        Assert.InRange(registry.Asked - asked, 0, 1 + (int)watch.Elapsed.TotalSeconds);
        Assert.InRange(site.Logs.GetSnapshot().Count(static line => line.Id.Id == AspNetCoreTelemetry.NodesUnknown), 1, registry.Asked);

        registry.Fails = false;
        while (!(await site.Browser.GetAsync("/im/nodes", Wait.Token)).IsSuccessStatusCode)
        {
            // A failure answers everybody for a second: a registry in trouble is not asked by each of them.
        }

        Assert.Equal(["wss://two.example/im"], await EndpointsAsync(site, ""));
        registry.Fails = true;
        for (asked = registry.Asked; registry.Asked == asked;)
            Assert.Equal(["wss://two.example/im"], await EndpointsAsync(site, ""));
    }

    [Fact]
    public void A_setting_that_makes_no_sense_is_named() =>
        Assert.Contains("MaxNodes", Assert.Throws<ArgumentException>(static () => WebApplication.CreateSlimBuilder().Build().MapImKitNodes(static options => options.MaxNodes = 0)).Message, StringComparison.Ordinal);

    private static Task<RealSite> StartAsync(Action<ImKitNodesOptions>? nodes = null, Action<ImKitOptions>? configure = null) => RealSite.StartAsync(
        app => app.MapImKitNodes(options =>
        {
            options.Open = true;
            nodes?.Invoke(options);
        }), configure);

    private static async Task JoinAsync(RealSite site, string id, Func<NodeInfo, NodeInfo>? change = null)
    {
        var node = new NodeInfo { Id = new NodeId(id), BootId = 1, Region = "eu", Endpoints = $"wss://{id}.example/im" };
        await site.Services.GetRequiredService<INodeRegistry>().JoinAsync(change?.Invoke(node) ?? node, TimeSpan.FromHours(1), default);
    }

    private static async Task<string[]> EndpointsAsync(RealSite site, string query)
    {
        using var json = JsonDocument.Parse(await site.GetAsync("/im/nodes" + query));
        return [.. json.RootElement.GetProperty("nodes").EnumerateArray().SelectMany(static node => node.GetProperty("endpoints").EnumerateArray()).Select(static one => one.GetString()!)];
    }

    private sealed class SilentRegistry : INodeRegistry
    {
        private int _asked;

        public bool Fails { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) => default;

        public ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) => new(true);

        public ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel) => default;

        public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            if (Fails)
                throw new IOException("down");
            return new([new NodeInfo { Id = new NodeId("two"), BootId = 1, Endpoints = "wss://two.example/im" }]);
        }
    }
}
