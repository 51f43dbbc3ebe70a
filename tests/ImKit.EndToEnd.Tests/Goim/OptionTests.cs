using System.Net;
using System.Net.WebSockets;
using static ImKit.EndToEnd.Tests.Goim.Wire;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>What the command line changes.</summary>
public sealed class OptionTests(OptionTests.StrictServer server) : IClassFixture<OptionTests.StrictServer>
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Who_does_not_log_in_in_time_is_told_and_closed(string kind)
    {
        await using var wire = await RawWire.ConnectAsync(kind, server);
        Assert.Equal(
            Bytes("0000004C 0010 0001 00000006 00000000", """{"code":4004,"reason":"no login in time","retry_after_ms":0}"""),
            await wire.ReceiveAsync(0x4C));
        Assert.Equal(kind == "ws" ? 4004 : null, await wire.ReceiveEndAsync());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Who_sends_nothing_for_two_heartbeats_is_told_and_closed(string kind)
    {
        await using var wire = await server.LoginAsync(kind, """{"mid":1}""");
        Assert.Equal(
            Bytes("00000048 0010 0001 00000006 00000000", """{"code":4003,"reason":"no heartbeat","retry_after_ms":0}"""),
            await wire.ReceiveAsync(0x48));
        Assert.Equal(kind == "ws" ? 4003 : null, await wire.ReceiveEndAsync());
    }

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("http://localhost:8080")]
    public async Task Pages_of_named_origins_may_connect(string origin)
    {
        using var socket = await RawWebSocket.OpenAsync(server.Ws, origin);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://app.example")]
    public async Task Pages_of_other_origins_may_not(string origin)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => RawWebSocket.OpenAsync(server.Ws, origin));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_are_told_the_heartbeat() =>
        Assert.Equal(1, (await server.GetDataAsync("nodes/weighted")).GetProperty("heartbeat").GetInt32());

    [Theory]
    [InlineData("--tcp has to be 1 to 65535, not 'x'", "--tcp", "x")]
    [InlineData("--ws has to be 1 to 65535, not '70000'", "--ws", "70000")]
    [InlineData("--heartbeat has to be 0.1 to 86400 seconds, not '0'", "--heartbeat", "0")]
    [InlineData("--drain has to be 0 to 86400 seconds, not '-1'", "--drain", "-1")]
    [InlineData("--transport is linux, dotnetty or aspnetcore, not 'udp'", "--transport", "udp")]
    [InlineData("--http needs a value", "--http")]
    [InlineData("there is no option --port", "--port", "1")]
    [InlineData("--tcp 3102 is a port of its own", "--tcp", "3102")]
    [InlineData("'ftp' in AllowedOrigins is not an origin", "--origin", "ftp")]
    public async Task A_bad_option_ends_with_a_clear_error(string message, params string[] options)
    {
        var (exitCode, output) = await SampleProcess.RunAsync("Goim", options);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_a_clear_error()
    {
        var free = Ports.Free(2);
        foreach (var taken in (string[])["--tcp", "--ws"])
        {
            var port = taken == "--tcp" ? server.Tcp : server.Ws;
            string[] other = taken == "--tcp" ? ["--ws", $"{free[0]}"] : ["--tcp", $"{free[0]}"];
            var (exitCode, output) = await SampleProcess.RunAsync("Goim", [taken, $"{port}", .. other, "--http", $"{free[1]}"]);
            Assert.Equal(1, exitCode);
            Assert.Contains("cannot start: ", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
    }

    public sealed class StrictServer() : GoimServer(
        ["--handshake", "1", "--heartbeat", "1", "--origin", "https://app.example", "--origin", "http://localhost:8080"]);
}
