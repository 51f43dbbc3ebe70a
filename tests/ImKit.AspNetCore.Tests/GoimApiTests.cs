using ImKit.AspNetCore.Tests.Support;
using ImKit.Nodes;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

public class GoimApiTests
{
    private const string Ok = """{"code":0,"message":""}""";

    private static Task<RealSite> StartAsync(Action<GoimApiOptions>? more = null, Action<ImKitOptions>? configure = null) => RealSite.StartAsync(
        app => app.MapGoimApi(options =>
        {
            options.Open = true;
            more?.Invoke(options);
        }), configure);

    [Fact]
    public async Task Push_keys_reaches_each_key_that_watches_the_operation()
    {
        await using var site = await StartAsync();
        var one = await site.LoginAsync(1, key: "k1", accepts: 1000);
        var two = await site.LoginAsync(2, key: "k2", accepts: 1000);
        var other = await site.LoginAsync(3, key: "k3", accepts: 1000);

        Assert.Equal(Ok, await site.PostAsync("/goim/push/keys?operation=1000&keys=k1&keys=k2&keys=&keys=absent", "hello"));

        Assert.Equal("hello", (await one.ExpectAsync(1000)).Text);
        Assert.Equal("hello", (await two.ExpectAsync(1000)).Text);
        Assert.Empty(await other.CollectAsync(1000));
    }

    [Fact]
    public async Task Push_mids_reaches_every_connection_of_each_user()
    {
        await using var site = await StartAsync();
        var phone = await site.LoginAsync(1, accepts: 1000);
        var web = await site.LoginAsync(1, accepts: 1000);
        var other = await site.LoginAsync(2, accepts: 1000);

        Assert.Equal(Ok, await site.PostAsync("/goim/push/mids?operation=1000&mids=1&mids=77", "{\"a\":\"é\"}"));

        Assert.Equal("{\"a\":\"é\"}", (await phone.ExpectAsync(1000)).Text);
        Assert.Equal("{\"a\":\"é\"}", (await web.ExpectAsync(1000)).Text);
        Assert.Empty(await other.CollectAsync(1000));
    }

    [Fact]
    public async Task Push_room_reaches_every_member_whatever_it_watches()
    {
        await using var site = await StartAsync();
        var member = await site.LoginAsync(1, room: "live://1000");
        var other = await site.LoginAsync(2, room: "live://1001", accepts: 1000);

        Assert.Equal(Ok, await site.PostAsync("/goim/push/room?operation=1000&type=live&room=1000", "hello"));

        Assert.Equal("hello", (await member.ExpectAsync(1000)).Text);
        Assert.Empty(await other.CollectAsync(1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&speed=100")]
    [InlineData("&speed=-1")]
    public async Task Push_all_reaches_everybody_who_watches_at_once_or_paced(string speed)
    {
        await using var site = await StartAsync();
        var one = await site.LoginAsync(1, accepts: 1000);
        var two = await site.LoginAsync(2, accepts: 1000);
        var deaf = await site.LoginAsync(3);

        Assert.Equal(Ok, await site.PostAsync("/goim/push/all?operation=1000" + speed, "hello"));

        Assert.Equal("hello", (await one.ExpectAsync(1000)).Text);
        Assert.Equal("hello", (await two.ExpectAsync(1000)).Text);
        Assert.Empty(await deaf.CollectAsync(1000));
    }

    [Fact]
    public async Task An_empty_body_is_pushed_as_it_is()
    {
        await using var site = await StartAsync();
        var client = await site.LoginAsync(1, accepts: 1000);

        Assert.Equal(Ok, await site.PostAsync("/goim/push/mids?operation=1000&mids=1", ""));

        Assert.Equal("", (await client.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Online_top_counts_rooms_of_a_type_most_first_without_the_type()
    {
        await using var site = await StartAsync();
        for (var mid = 1; mid <= 3; mid++)
            await site.LoginAsync(mid, room: "live://big");
        await site.LoginAsync(4, room: "live://small");
        await site.LoginAsync(5, room: "chat://other");

        Assert.Equal("""{"code":0,"message":"","data":[{"room_id":"big","count":3},{"room_id":"small","count":1}]}""", await site.GetAsync("/goim/online/top?type=live&limit=10"));
        Assert.Equal("""{"code":0,"message":"","data":[{"room_id":"big","count":3}]}""", await site.GetAsync("/goim/online/top?type=live&limit=1"));
        Assert.Equal("""{"code":0,"message":"","data":[]}""", await site.GetAsync("/goim/online/top?type=liv&limit=1"));
    }

    [Fact]
    public async Task Online_room_counts_each_room_asked_for()
    {
        await using var site = await StartAsync();
        await site.LoginAsync(1, room: "live://1000");

        Assert.Equal("""{"code":0,"message":"","data":{"1000":1,"2000":0}}""", await site.GetAsync("/goim/online/room?type=live&rooms=1000&rooms=2000"));
    }

    [Fact]
    public async Task Online_total_counts_connections_and_addresses()
    {
        await using var site = await StartAsync(configure: options => options.Node.Lease = TimeSpan.FromSeconds(1));
        await site.LoginAsync(1);
        await site.LoginAsync(2);

        // The numbers come with the node's next report.
        var answer = "";
        await Until.HoldsAsync(
            async () => (answer = await site.GetAsync("/goim/online/total")).Contains("\"conn_count\":2", StringComparison.Ordinal), "two connections are reported");

        Assert.Equal("""{"code":0,"message":"","data":{"ip_count":1,"conn_count":2}}""", answer);
    }

    [Fact]
    public async Task Nodes_weighted_tells_clients_where_to_connect_and_how()
    {
        await using var site = await StartAsync(
            options =>
            {
                options.Domain = "im.example.com";
                options.TcpPort = 1;
                options.WsPort = 2;
                options.WssPort = 3;
            },
            options =>
            {
                options.Node.Address = "192.0.2.1";
                options.Protocol.Heartbeat = TimeSpan.FromMinutes(4);
            });

        Assert.Equal(
            """{"code":0,"message":"","data":{"domain":"im.example.com","tcp_port":1,"ws_port":2,"wss_port":3,"heartbeat":240,"heartbeat_max":2,"nodes":["192.0.2.1"],"backoff":{"max_delay":300,"base_delay":3,"factor":1.8,"jitter":0.3}}}""",
            await site.GetAsync("/goim/nodes/weighted?platform=android"));
    }

    [Fact]
    public async Task Nodes_are_ordered_by_load_for_their_weight_with_the_own_region_first_and_draining_ones_left_out()
    {
        await using var site = await StartAsync(
            options =>
            {
                options.Domain = "im.example.com";
                options.HostDomain = ".im.example.com";
                options.Region = static context => context.Request.Headers["X-Region"];
                options.MaxNodes = 3;
            }, options => options.Node.Address = "192.0.2.1");
        var registry = site.Services.GetRequiredService<INodeRegistry>();
        await JoinAsync("near", "eu", 100, 140);
        await JoinAsync("far", "us", 100, 99);
        await JoinAsync("small", "us", 10, 99);
        await JoinAsync("draining", "eu", 0, 0);

        async Task JoinAsync(string id, string region, int weight, int connections) => await registry.JoinAsync(
            new NodeInfo { Id = new NodeId(id), BootId = 1, Address = id + ".internal", Region = region, Weight = weight, Connections = connections },
            TimeSpan.FromMinutes(1), default);

        Assert.Contains("""nodes":["192.0.2.1","far.internal","near.internal"],""", await site.GetAsync("/goim/nodes/weighted"), StringComparison.Ordinal);
        site.Browser.DefaultRequestHeaders.Add("X-Region", "eu");
        Assert.Contains("""nodes":["192.0.2.1","near.internal","far.internal"],""", await site.GetAsync("/goim/nodes/weighted"), StringComparison.Ordinal);
        Assert.Contains("""nodes":["node-1.im.example.com","near.im.example.com","far.im.example.com"],""", await site.GetAsync("/goim/nodes/weighted?platform=web"), StringComparison.Ordinal);
        Assert.Contains(
            """{"region":"eu","zone":"","env":"","appid":"goim.comet","hostname":"near","addrs":["near.internal"],""",
            await site.GetAsync("/goim/nodes/instances"), StringComparison.Ordinal);
        Assert.Contains(
            """metadata":{"weight":"100","offline":"false","addrs":"near.internal","conn_count":"140","ip_count":"0"}""",
            await site.GetAsync("/goim/nodes/instances"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_addresses_clients_are_told_the_domain_they_asked()
    {
        await using var site = await StartAsync();

        Assert.Contains("""{"domain":"localhost","tcp_port":3101,"ws_port":3102,"wss_port":3103,""", await site.GetAsync("/goim/nodes/weighted"), StringComparison.Ordinal);
        Assert.Contains("""nodes":["localhost"]""", await site.GetAsync("/goim/nodes/weighted"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push/keys?operation=x&keys=a", "operation must be a whole number")]
    [InlineData("push/keys?operation=99999999999&keys=a", "operation must be a whole number")]
    [InlineData("push/keys?operation=9&keys=a", "operation 9 is the protocol")]
    [InlineData("push/keys?operation=1000&keys=%00", "keys has a value")]
    [InlineData("push/mids?operation=1000&mids=ada", "mids has a value")]
    [InlineData("push/room?type=live&room=1", "operation is required")]
    [InlineData("push/room?operation=1000&room=1", "type is required")]
    [InlineData("push/room?operation=1000&type=live", "room is required")]
    [InlineData("push/room?operation=1000&type=live&room=%0A", "control characters")]
    [InlineData("push/all", "operation is required")]
    [InlineData("push/all?operation=1000&speed=fast", "speed must be a whole number")]
    public async Task A_bad_push_is_answered_with_code_400_in_the_envelope(string path, string message)
    {
        await using var site = await StartAsync();

        var answer = await site.PostAsync("/goim/" + path, "x");

        Assert.StartsWith("{\"code\":-400,\"message\":\"" + message, answer.Replace("type://room is longer than a room\\u0027s id may be, or has ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("online/top?limit=1", "type is required")]
    [InlineData("online/top?type=live", "limit is required")]
    [InlineData("online/top?type=live&limit=x", "limit must be a whole number")]
    [InlineData("online/top?type=live&limit=-1", "limit must not be negative")]
    [InlineData("online/room?type=live", "rooms is required")]
    [InlineData("online/room?rooms=1", "type is required")]
    public async Task A_bad_question_is_answered_with_code_400_in_the_envelope(string path, string message)
    {
        await using var site = await StartAsync();

        Assert.Equal($$"""{"code":-400,"message":"{{message}}"}""", await site.GetAsync("/goim/" + path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(bool announced)
    {
        await using var site = await StartAsync(options => options.MaxBodyBytes = 1000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/goim/push/all?operation=1000") { Content = new ByteArrayContent(new byte[1001]) };
        request.Headers.TransferEncodingChunked = !announced;

        var response = await site.Browser.SendAsync(request, Wait.Token);

        Assert.Equal("""{"code":-400,"message":"the body is longer than 1000 bytes"}""", await response.Content.ReadAsStringAsync(Wait.Token));
        Assert.Equal(Ok, await site.PostAsync("/goim/push/all?operation=1000", new string('x', 1000)));
    }

    [Fact]
    public async Task A_failure_is_answered_with_code_500_and_its_reason_stays_in_the_log()
    {
        await using var site = await StartAsync(options => options.Region = static _ => throw new InvalidOperationException("secret"));

        Assert.Equal("""{"code":-500,"message":"internal error"}""", await site.GetAsync("/goim/nodes/weighted"));
        Assert.Contains(site.Logs.GetSnapshot(), static line => line.Id.Id == AspNetCoreTelemetry.GoimApiFailed && line.Exception!.Message == "secret");
    }

    [Theory]
    [InlineData("MaxBodyBytes")]
    [InlineData("MaxNodes")]
    [InlineData("TcpPort")]
    [InlineData("RegionWeight")]
    public async Task A_setting_that_makes_no_sense_stops_the_start(string option)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(options =>
            typeof(GoimApiOptions).GetProperty(option)!.SetValue(options, option == "RegionWeight" ? (object)-1.0 : -1)));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }
}
