using System.Net;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: the first EMFILE ends the accept loop for ever; who is connected stays, and nobody else ever gets in.</summary>
public sealed class Defect04_Running_out_of_descriptors_ends_accepting
{
    [Fact]
    public async Task When_descriptors_are_free_again_waiting_and_new_clients_get_in()
    {
        var ports = Ports.Free(3);
        await using var process = await SampleProcess.StartWithAsync(
            descriptors: 320, "Goim", "--tcp", $"{ports[0]}", "--ws", $"{ports[1]}", "--http", $"{ports[2]}", "--handshake", "60");
        var tcp = new IPEndPoint(IPAddress.Loopback, ports[0]);
        await using var first = await ConnectAsync(tcp);
        await first.LoginAsync(Tokens.For("1"));

        // More than the process may have; the kernel keeps the rest in the backlog.
        var crowd = new List<TestClient>();
        for (var i = 0; i < 400; i++)
            crowd.Add(await ConnectAsync(tcp));
        await Eventually.HoldsAsync(() => process.Output.Contains("accepts no more", StringComparison.Ordinal), "the server says that it accepts no more");
        await first.HeartbeatAsync();

        var waiting = crowd[^1];
        await waiting.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("2")));
        foreach (var client in crowd.SkipLast(1))
            client.Wire.Abort();
        await waiting.ExpectAsync(Operations.LoginReply);
        for (var i = 0; i < 10; i++)
        {
            await using var late = await ConnectAsync(tcp);
            await late.LoginAsync(Tokens.For("3"));
        }

        await first.HeartbeatAsync();
        await waiting.DisposeAsync();
        process.Terminate();
        Assert.Equal(0, await process.WaitForExitAsync());
    }

    private static async Task<TestClient> ConnectAsync(IPEndPoint server) => new(await TcpClientWire.ConnectAsync(server)) { Deadline = Eventually.Limit };
}
