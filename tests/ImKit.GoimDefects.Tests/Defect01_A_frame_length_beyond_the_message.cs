using System.Text;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: a WebSocket frame whose packLen is larger than the message is answered with what lies behind it in the buffer, other users' bytes, or
/// crashes the process; before any login.</summary>
public sealed class Defect01_A_frame_length_beyond_the_message
{
    private const string Secret = "S3CRET";
    private static readonly int[] Echoed = [Operations.ChangeRoom, Operations.Subscribe, Operations.Unsubscribe, Operations.Heartbeat, 4321];

    public static TheoryData<int> Lies => [17, 20, 4096, 65536, int.MaxValue, 15, 0, -1, int.MinValue];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Before_the_login_it_closes_with_a_reason_and_nothing_of_others_comes_back(int packLength)
    {
        await using var server = await LiveServer.StartAsync();
        await using var victim = await TalkAsync(server);
        foreach (var operation in (int[])[Operations.Login, .. Echoed])
        {
            await using var attacker = await server.ConnectAsync("ws");
            await attacker.SendBytesAsync(new TestFrame(1, operation, 1, default).ToArray(packLength));
            await RefusedAsync(attacker);
        }

        Assert.Equal("still here", (await victim.RequestAsync(Operations.ChangeRoom, "still here")).Text);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task After_the_login_as_well(int packLength)
    {
        await using var server = await LiveServer.StartAsync();
        await using var victim = await TalkAsync(server);
        foreach (var operation in Echoed)
        {
            await using var attacker = await server.LoginAsync("ws", Tokens.For("2"));
            await attacker.SendBytesAsync(new TestFrame(1, operation, 1, default).ToArray(packLength));
            await RefusedAsync(attacker);
        }

        Assert.Equal("still here", (await victim.RequestAsync(Operations.ChangeRoom, "still here")).Text);
    }

    [Fact]
    public async Task A_second_frame_in_the_message_that_promises_too_much_is_no_way_around()
    {
        await using var server = await LiveServer.StartAsync();
        await using var victim = await TalkAsync(server);
        await using var attacker = await server.LoginAsync("ws", Tokens.For("2"));
        await attacker.SendBytesAsync((byte[])
        [
            .. attacker.Frame(Operations.Heartbeat).ToArray(),
            .. attacker.Frame(Operations.ChangeRoom, "r"u8.ToArray()).ToArray(packLength: 4096),
        ]);
        await RefusedAsync(attacker);
    }

    [Fact]
    public async Task On_tcp_the_rest_is_waited_for_and_only_the_clients_own_bytes_are_echoed()
    {
        await using var server = await LiveServer.StartAsync();
        await using var victim = await TalkAsync(server);
        await using var client = await server.LoginAsync("tcp", Tokens.For("2"));
        await client.SendBytesAsync(new TestFrame(1, Operations.ChangeRoom, 9, "live"u8.ToArray()).ToArray(packLength: 16 + 8));
        await client.SendBytesAsync("://9"u8.ToArray());
        Assert.Equal("live://9", (await client.ExpectAsync(Operations.ChangeRoomReply)).Text);
    }

    /// <summary>A user whose frames have gone through the same buffers just before.</summary>
    private static async Task<TestClient> TalkAsync(LiveServer server)
    {
        var victim = await server.LoginAsync("ws", Tokens.For("1", room: $"{Secret}://1"));
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Secret, 300)));
        for (var i = 0; i < 20; i++)
            await victim.RequestAsync(4321, body);
        return victim;
    }

    private static async Task RefusedAsync(TestClient attacker)
    {
        var end = await attacker.ExpectClosedAsync();
        Assert.Equal(CloseReason.Protocol.Code, end.Notice?.Code);
        Assert.Equal(CloseReason.Protocol.Code, end.CloseCode);
        Assert.All(attacker.Queued, static frame => Assert.DoesNotContain(Secret, frame.Text, StringComparison.Ordinal));
        Assert.All(attacker.Queued, static frame => Assert.Contains(frame.Operation, (int[])[Operations.Disconnect, Operations.HeartbeatReply]));
    }
}
