using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>SIGTERM.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task At_SIGTERM_readiness_says_no_and_every_client_is_told_before_the_process_ends_with_0()
    {
        await using var server = new DrainingServer();
        await server.InitializeAsync();
        await using var tcp = await server.LoginAsync("tcp", """{"mid":1}""");
        await using var late = await server.LoginAsync("tcp", """{"mid":2}""");
        await using var ws = await server.LoginAsync("ws", """{"mid":3}""");
        await using var later = await server.LoginAsync("ws", """{"mid":4}""");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "ready"));

        server.Process.Terminate();
        await Until.HoldsAsync(async () => await StatusAsync(server, "ready") == HttpStatusCode.ServiceUnavailable, "readiness says no");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "live"));

        foreach (var wire in (RawWire[])[tcp, late, ws, later])
        {
            await ExpectDrainAsync(wire);
            // 1012: the service restarts.
            Assert.Equal(wire is RawWebSocket ? 1012 : null, await wire.ReceiveEndAsync());
        }

        Assert.Equal(0, await server.Process.WaitForExitAsync());
    }

    private static async Task ExpectDrainAsync(RawWire wire)
    {
        byte[] frame;
        if (wire is RawWebSocket socket)
        {
            frame = await socket.ReceiveMessageAsync();
        }
        else
        {
            var header = await wire.ReceiveAsync(16);
            frame = [.. header, .. await wire.ReceiveAsync(BinaryPrimitives.ReadInt32BigEndian(header) - 16)];
        }

        Assert.Equal(Wire.Bytes($"{frame.Length:X8} 0010 0001 00000006 00000000"), frame[..16]);
        using var body = JsonDocument.Parse(frame.AsMemory(16));
        Assert.Equal(4000, body.RootElement.GetProperty("code").GetInt32());
        Assert.Equal("server is stopping", body.RootElement.GetProperty("reason").GetString());
        Assert.InRange(body.RootElement.GetProperty("retry_after_ms").GetInt64(), 0, 5000);
    }

    private static async Task<HttpStatusCode> StatusAsync(GoimServer server, string what)
    {
        using var answer = await server.Http.GetAsync(new Uri($"/health/{what}", UriKind.Relative));
        return answer.StatusCode;
    }

    private sealed class DrainingServer() : GoimServer(["--drain", "4"]);
}
