using System.Net;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>goim's HTTP API: every path, and what is refused.</summary>
public sealed class HttpApiTests(GoimServer server) : IClassFixture<GoimServer>
{
    [Theory]
    [InlineData("keys?operation=1000&keys=nobody")]
    [InlineData("mids?operation=1000&mids=404")]
    [InlineData("room?operation=1000&type=live&room=nowhere")]
    [InlineData("all?operation=1000&speed=10")]
    public async Task A_push_to_nobody_is_fine(string path) => await server.PushAsync(path, "hello");

    [Theory]
    [InlineData("keys?operation=x&keys=a", "operation must be a whole number")]
    [InlineData("mids?operation=1000&mids=ada", "mids has a value that is not valid")]
    [InlineData("room?type=live&room=1", "operation is required")]
    [InlineData("room?operation=1000&room=1", "type is required")]
    [InlineData("room?operation=1000&type=live", "room is required")]
    [InlineData("all", "operation is required")]
    [InlineData("all?operation=1000&speed=fast", "speed must be a whole number")]
    public async Task A_push_that_makes_no_sense_is_refused_with_minus_400(string path, string message)
    {
        using var content = new StringContent("hello");
        using var answer = await server.Http.PostAsync($"/goim/push/{path}", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$"""{"code":-400,"message":"{{message}}"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_with_minus_400()
    {
        using var content = new ByteArrayContent(new byte[65537]);
        using var answer = await server.Http.PostAsync("/goim/push/all?operation=1000", content);
        Assert.Equal("""{"code":-400,"message":"the body is longer than 65536 bytes"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rooms_are_counted_the_largest_first()
    {
        await using var one = await server.LoginAsync("tcp", """{"mid":1,"room_id":"top://small"}""");
        await using var two = await server.LoginAsync("tcp", """{"mid":2,"room_id":"top://large"}""");
        await using var three = await server.LoginAsync("ws", """{"mid":3,"room_id":"top://large"}""");
        await using var elsewhere = await server.LoginAsync("ws", """{"mid":4,"room_id":"live://large"}""");

        Assert.Equal(
            """{"code":0,"message":"","data":[{"room_id":"large","count":2},{"room_id":"small","count":1}]}""",
            await server.GetAsync("online/top?type=top&limit=10"));
        Assert.Equal("""{"code":0,"message":"","data":[{"room_id":"large","count":2}]}""", await server.GetAsync("online/top?type=top&limit=1"));
        Assert.Equal("""{"code":0,"message":"","data":[]}""", await server.GetAsync("online/top?type=none&limit=1"));
        Assert.Equal(
            """{"code":0,"message":"","data":{"small":1,"large":2,"empty":0}}""",
            await server.GetAsync("online/room?type=top&rooms=small&rooms=large&rooms=empty"));
    }

    [Theory]
    [InlineData("online/top?limit=10", "type is required")]
    [InlineData("online/top?type=live", "limit is required")]
    [InlineData("online/top?type=live&limit=-1", "limit must not be negative")]
    [InlineData("online/room?rooms=1", "type is required")]
    [InlineData("online/room?type=live", "rooms is required")]
    public async Task A_question_that_makes_no_sense_is_refused_with_minus_400(string path, string message) =>
        Assert.Equal($$"""{"code":-400,"message":"{{message}}"}""", await server.GetAsync(path));

    [Fact]
    public async Task Connections_are_counted_over_all_nodes()
    {
        await using var one = await server.LoginAsync("tcp", """{"mid":11}""");
        await using var two = await server.LoginAsync("ws", """{"mid":12}""");
        // Nodes report their numbers every few seconds.
        await Until.HoldsAsync(
            async () => await server.GetAsync("online/total") == """{"code":0,"message":"","data":{"ip_count":1,"conn_count":2}}""", "two connections are reported");
    }

    [Fact]
    public async Task Clients_are_told_where_to_connect()
    {
        Assert.Equal(
            $$$$"""{"code":0,"message":"","data":{"domain":"127.0.0.1","tcp_port":{{{{server.Tcp}}}},"ws_port":{{{{server.Ws}}}},"wss_port":3103,"heartbeat":240,"heartbeat_max":2,"nodes":["127.0.0.1"],"backoff":{"max_delay":300,"base_delay":3,"factor":1.8,"jitter":0.3}}}""",
            await server.GetAsync("nodes/weighted?platform=web"));
        var instance = Assert.Single((await server.GetDataAsync("nodes/instances")).EnumerateArray());
        Assert.Equal("goim.comet", instance.GetProperty("appid").GetString());
        Assert.StartsWith($"{Environment.MachineName}-", instance.GetProperty("hostname").GetString(), StringComparison.Ordinal);
        Assert.Equal("false", instance.GetProperty("metadata").GetProperty("offline").GetString());
    }

    [Fact]
    public async Task Health_is_told_and_each_port_serves_its_own()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.HttpPort, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.HttpPort, "/health/ready"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(server.HttpPort, "/goim/push/all?operation=1000"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server.HttpPort, "/goim/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server.HttpPort, "/sub"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server.Ws, "/goim/online/total"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, await StatusAsync(server.Ws, "/sub"));
    }

    private async Task<HttpStatusCode> StatusAsync(int port, string path)
    {
        using var answer = await server.Http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"));
        return answer.StatusCode;
    }
}
