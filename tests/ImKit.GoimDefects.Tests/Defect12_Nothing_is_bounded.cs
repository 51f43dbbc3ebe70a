using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim bounds neither rooms, subscriptions, room names and frames before the login, nor HTTP bodies and header lines.</summary>
public sealed class Defect12_Nothing_is_bounded
{
    [Fact]
    public async Task Rooms_of_a_connection_are_bounded()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.LoginAsync("ws", Tokens.For("1", key: "1"), version: 3);
        for (var i = 0; i < 128; i++)
            Assert.Equal(Operations.JoinRoomReply, (await client.RequestAsync(Operations.JoinRoom, $$"""{"room":"r{{i}}"}""")).Operation);
        Assert.Equal(Operations.Error, (await client.RequestAsync(Operations.JoinRoom, """{"room":"one more"}""")).Operation);
        await server.ImKit.JoinRoomAsync(new ConnectionKey("1"), new RoomId("one more"));
        await client.HeartbeatAsync();
        Assert.Equal(128, server.ImKit.TopRooms("", 1000).Count);
    }

    [Theory]
    [InlineData("tcp", 1)]
    [InlineData("ws", 3)]
    public async Task Watched_operations_are_bounded(string kind, int version)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.LoginAsync(kind, Tokens.For("1"), version);
        await client.RequestAsync(Operations.Subscribe, string.Join(',', Enumerable.Range(1000, 128)));
        await RefusedAsync(client, Operations.Subscribe, Encoding.ASCII.GetBytes("2000"));
    }

    [Theory]
    [InlineData("tcp", 1)]
    [InlineData("ws", 3)]
    public async Task The_name_of_a_room_is_bounded(string kind, int version)
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.LoginAsync(kind, Tokens.For("1"), version);
        Assert.Equal(Operations.ChangeRoomReply, (await client.RequestAsync(Operations.ChangeRoom, new string('r', 128))).Operation);
        await RefusedAsync(client, Operations.ChangeRoom, Encoding.ASCII.GetBytes(new string('r', 129)));
        await using var stranger = await server.ConnectAsync(kind);
        await stranger.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(Tokens.For("2", room: new string('r', 129))));
        Assert.Equal(CloseReason.Unauthenticated.Code, (await stranger.ExpectDisconnectAsync()).Code);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Frames_before_the_login_are_bounded_in_number_and_size(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        await using var many = await server.ConnectAsync(kind);
        for (var i = 0; i < 5; i++)
            await many.SendAsync(Operations.Heartbeat);
        Assert.Equal(CloseReason.Unauthenticated.Code, (await many.ExpectDisconnectAsync()).Code);
        await using var large = await server.ConnectAsync(kind);
        await large.SendAsync(Operations.Login, new byte[8192]);
        Assert.Equal(CloseReason.Protocol.Code, (await large.ExpectDisconnectAsync()).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_body_of_a_push_is_bounded_whether_its_length_is_announced_or_not(bool announced)
    {
        await using var server = await LiveServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/goim/push/all?operation=1000") { Content = new ByteArrayContent(new byte[65537]) };
        request.Headers.TransferEncodingChunked = !announced;
        using var answer = await server.Http.SendAsync(request);
        Assert.Contains("\"code\":-400", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, server.Numbers.Offered);
    }

    [Theory]
    [InlineData("GET /sub HTTP/1.1\r\nHost: x\r\nX-Long: ", "431")]
    [InlineData("GET /sub?", "414")]
    public async Task A_header_line_without_end_is_cut_off(string begin, string status)
    {
        await using var server = await LiveServer.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.WebPort);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin));
        var answer = new StreamReader(stream).ReadLineAsync();
        try
        {
            for (var i = 0; i < 10_000 && !answer.IsCompleted; i++)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('a', 1024)));
        }
        catch (IOException)
        {
            // The server answers without reading to the end, which never comes.
        }

        Assert.Contains(status, await answer.Soon(), StringComparison.Ordinal);
    }

    /// <summary>goim's clients know no error reply: they are told by the close.</summary>
    private static async Task RefusedAsync(TestClient client, int operation, byte[] body)
    {
        if (client.Version > 1)
        {
            Assert.Equal(Operations.Error, (await client.RequestAsync(operation, body)).Operation);
            return;
        }

        await client.SendAsync(operation, body);
        Assert.Equal(CloseReason.Protocol.Code, (await client.ExpectDisconnectAsync()).Code);
    }
}
