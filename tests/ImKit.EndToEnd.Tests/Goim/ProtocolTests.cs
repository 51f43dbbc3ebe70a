using System.Net.WebSockets;
using static ImKit.EndToEnd.Tests.Goim.Wire;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>What goim's clients send, and the bytes they get.</summary>
public abstract class ProtocolTests(GoimServer server)
{
    private string Token(string room = "") => $$"""{"mid":{{server.NewMid()}},"key":"","room_id":"{{room}}","platform":"web","accepts":[1000,1001]}""";

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_login_is_answered_with_an_empty_body(string kind)
    {
        await using var wire = await RawWire.ConnectAsync(kind, server);
        await wire.SendAsync(Login(Token()));
        Assert.Equal(Bytes("00000010 0010 0001 00000008 00000001"), await wire.ReceiveAsync(16));
    }

    [Theory]
    [InlineData("tcp", """{"mid":7}""")]
    [InlineData("ws", """{"mid":7}""")]
    [InlineData("tcp", """{"mid":"8","key":"k-8","room_id":null,"platform":"ios","accepts":null,"more":[1]}""")]
    [InlineData("ws", """ { "accepts" : [ ], "mid" : 9223372036854775807 } """)]
    public async Task A_token_may_leave_out_everything_but_the_user(string kind, string token)
    {
        await using var wire = await server.LoginAsync(kind, token);
    }

    [Theory]
    [InlineData("tcp", "")]
    [InlineData("ws", "")]
    [InlineData("tcp", "{}")]
    [InlineData("ws", "[1,2]")]
    [InlineData("tcp", """{"mid":{}}""")]
    [InlineData("ws", """{"mid":1,"accepts":["a"]}""")]
    public async Task A_token_that_is_none_is_refused_with_a_reason(string kind, string token)
    {
        await using var wire = await RawWire.ConnectAsync(kind, server);
        await wire.SendAsync(Login(token));
        const string body = """{"code":4500,"reason":"token is not what goim\u0027s clients send","retry_after_ms":0}""";
        Assert.Equal(Bytes("00000066 0010 0001 00000006 00000000", body), await wire.ReceiveAsync(0x66));
        Assert.Equal(kind == "ws" ? 4500 : null, await wire.ReceiveEndAsync());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_heartbeat_tells_how_many_are_in_the_room(string kind)
    {
        var room = $"live://count-{kind}";
        await using var alone = await server.LoginAsync(kind, Token());
        await using var first = await server.LoginAsync(kind, Token(room));
        await using var second = await server.LoginAsync(kind == "tcp" ? "ws" : "tcp", Token(room));

        await alone.SendAsync(Bytes("00000010 0010 0001 00000002 00000005"));
        Assert.Equal(Bytes("00000014 0010 0001 00000003 00000005 00000000"), await alone.ReceiveAsync(20));
        await first.SendAsync(Bytes("00000010 0010 0001 00000002 7FFFFFFF"));
        Assert.Equal(Bytes("00000014 0010 0001 00000003 7FFFFFFF 00000002"), await first.ReceiveAsync(20));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_change_of_room_echoes_the_body(string kind)
    {
        await using var wire = await server.LoginAsync(kind, Token());
        await wire.SendAsync(Bytes("0000001B 0010 0001 0000000C 00000002", $"live://{kind,-4}"));
        Assert.Equal(Bytes("0000001B 0010 0001 0000000D 00000002", $"live://{kind,-4}"), await wire.ReceiveAsync(27));
        await wire.SendAsync(Bytes("00000010 0010 0001 00000002 00000003"));
        Assert.Equal(Bytes("00000014 0010 0001 00000003 00000003 00000001"), await wire.ReceiveAsync(20));

        await wire.SendAsync(Bytes("00000010 0010 0001 0000000C 00000004"));
        Assert.Equal(Bytes("00000010 0010 0001 0000000D 00000004"), await wire.ReceiveAsync(16));
        await wire.SendAsync(Bytes("00000010 0010 0001 00000002 00000005"));
        Assert.Equal(Bytes("00000014 0010 0001 00000003 00000005 00000000"), await wire.ReceiveAsync(20));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Subscribing_and_unsubscribing_echo_the_body(string kind)
    {
        await using var wire = await server.LoginAsync(kind, Token());
        await wire.SendAsync(Bytes("00000019 0010 0001 0000000E 00000002", "2000,2001"));
        Assert.Equal(Bytes("00000019 0010 0001 0000000F 00000002", "2000,2001"), await wire.ReceiveAsync(25));
        await wire.SendAsync(Bytes("00000014 0010 0001 00000010 00000003", "2000"));
        Assert.Equal(Bytes("00000014 0010 0001 00000011 00000003", "2000"), await wire.ReceiveAsync(20));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task An_unknown_operation_is_answered_with_the_same_operation_and_an_empty_body(string kind)
    {
        await using var wire = await server.LoginAsync(kind, Token());
        await wire.SendAsync(Bytes("00000015 0010 0001 000004D2 0000004D", "hello"));
        Assert.Equal(Bytes("00000010 0010 0001 000004D2 0000004D"), await wire.ReceiveAsync(16));
        await wire.SendAsync(Bytes("00000010 0010 0001 00000005 FFFFFFFF"));
        Assert.Equal(Bytes("00000010 0010 0001 00000005 FFFFFFFF"), await wire.ReceiveAsync(16));
    }

    [Fact]
    public async Task Requests_in_one_write_are_answered_back_to_back_on_tcp()
    {
        await using var wire = await server.LoginAsync("tcp", Token());
        await wire.SendAsync([
            .. Bytes("00000010 0010 0001 00000002 00000002"),
            .. Bytes("00000014 0010 0001 0000000E 00000003", "2000"),
            .. Bytes("00000010 0010 0001 00000002 00000004")]);
        byte[] expected =
        [
            .. Bytes("00000014 0010 0001 00000003 00000002 00000000"),
            .. Bytes("00000014 0010 0001 0000000F 00000003", "2000"),
            .. Bytes("00000014 0010 0001 00000003 00000004 00000000"),
        ];
        Assert.Equal(expected, await wire.ReceiveAsync(60));
    }

    [Fact]
    public async Task A_web_socket_takes_text_messages_too()
    {
        await using var wire = new RawWebSocket(await RawWebSocket.OpenAsync(server.Ws));
        await wire.SendAsync(Login(Token()), WebSocketMessageType.Text);
        Assert.Equal(LoginReply, await wire.ReceiveAsync(16));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_body_of_4096_bytes_is_taken_and_one_more_is_not(string kind)
    {
        await using var wire = await server.LoginAsync(kind, Token());
        await wire.SendAsync([.. Bytes("00001010 0010 0001 000003E8 00000002"), .. new byte[4096]]);
        Assert.Equal(Bytes("00000010 0010 0001 000003E8 00000002"), await wire.ReceiveAsync(16));

        // On TCP nobody waits for a body that will not be taken.
        var header = Bytes("00001011 0010 0001 000003E8 00000003");
        await wire.SendAsync(kind == "tcp" ? header : [.. header, .. new byte[4097]]);
        var told = kind == "tcp"
            ? Bytes("00000055 0010 0001 00000006 00000000", """{"code":4503,"reason":"frame longer than allowed","retry_after_ms":0}""")
            : Bytes("0000004C 0010 0001 00000006 00000000", """{"code":4503,"reason":"message too long","retry_after_ms":0}""");
        Assert.Equal(told, await wire.ReceiveAsync(told.Length));
        // 1009: message too big.
        Assert.Equal(kind == "ws" ? 1009 : null, await wire.ReceiveEndAsync());
    }
}
