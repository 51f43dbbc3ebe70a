using System.Buffers.Binary;
using static ImKit.EndToEnd.Tests.Goim.Wire;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>Whom a push reaches, and as which bytes.</summary>
public abstract class PushTests(GoimServer server)
{
    private static readonly byte[] Heartbeat = Bytes("00000010 0010 0001 00000002 00000009");

    [Fact]
    public async Task A_push_is_a_bare_frame_on_tcp_and_wrapped_in_operation_9_on_a_web_socket()
    {
        await using var tcp = await server.LoginAsync("tcp", """{"mid":1,"room_id":"live://bytes"}""");
        await using var ws = await server.LoginAsync("ws", """{"mid":2,"room_id":"live://bytes"}""");
        await server.PushAsync("room?operation=1000&type=live&room=bytes", "hello");
        Assert.Equal(Bytes("00000015 0010 0001 000003E8 00000000", "hello"), await tcp.ReceiveAsync(21));
        Assert.Equal(Bytes("00000025 0010 0001 00000009 00000000 00000015 0010 0001 000003E8 00000000", "hello"), await ws.ReceiveAsync(37));

        await server.PushAsync("room?operation=1001&type=live&room=bytes", "");
        Assert.Equal(Bytes("00000010 0010 0001 000003E9 00000000"), await tcp.ReceiveAsync(16));
        Assert.Equal(Bytes("00000020 0010 0001 00000009 00000000 00000010 0010 0001 000003E9 00000000"), await ws.ReceiveAsync(32));
    }

    [Fact]
    public async Task Many_pushes_at_once_come_back_to_back_on_tcp_and_in_the_same_order_in_batches_on_a_web_socket()
    {
        const int count = 200;
        await using var tcp = await server.LoginAsync("tcp", """{"mid":3,"room_id":"live://many"}""");
        await using var ws = (RawWebSocket)await server.LoginAsync("ws", """{"mid":4,"room_id":"live://many"}""");
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => server.PushAsync("room?operation=1000&type=live&room=many", $"{i:D4}")));

        var stream = await tcp.ReceiveAsync(20 * count);
        var bodies = new List<byte>();
        while (bodies.Count < stream.Length)
        {
            var message = await ws.ReceiveMessageAsync();
            Assert.Equal(Bytes($"{message.Length:X8} 0010 0001 00000009 00000000"), message[..16]);
            Assert.Equal(0, (message.Length - 16) % 20);
            bodies.AddRange(message[16..]);
        }

        Assert.Equal(stream, bodies);
        var frames = stream.Chunk(20).ToList();
        Assert.All(frames, static frame => Assert.Equal(Bytes("00000014 0010 0001 000003E8 00000000"), frame[..16]));
        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"{i:D4}"), frames.Select(static frame => System.Text.Encoding.ASCII.GetString(frame, 16, 4)).Order());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_room_push_reaches_every_member_whatever_they_watch(string kind)
    {
        await using var watcher = await server.LoginAsync(kind, $$"""{"mid":5,"room_id":"live://all-{{kind}}","accepts":[1000]}""");
        await using var other = await server.LoginAsync(kind, $$"""{"mid":6,"room_id":"live://all-{{kind}}"}""");
        await using var elsewhere = await server.LoginAsync(kind, """{"mid":7,"room_id":"live://elsewhere","accepts":[1000]}""");
        await server.PushAsync($"room?operation=1000&type=live&room=all-{kind}", "x");
        await ExpectPushAsync(watcher, kind, 'x');
        await ExpectPushAsync(other, kind, 'x');
        await ExpectNothingAsync(elsewhere, 1);
    }

    [Theory]
    [InlineData("tcp", "keys", "&keys=k-watcher&keys=k-other&keys=nobody")]
    [InlineData("ws", "keys", "&keys=k-other&keys=k-watcher")]
    [InlineData("tcp", "mids", "&mids=8&mids=9&mids=123456789")]
    [InlineData("ws", "mids", "&mids=8&mids=9")]
    [InlineData("tcp", "all", "&speed=0")]
    [InlineData("ws", "all", "&speed=1000")]
    public async Task A_push_by_key_by_user_or_to_all_reaches_watchers_only(string kind, string path, string query)
    {
        await using var watcher = await server.LoginAsync(kind, """{"mid":8,"key":"k-watcher","accepts":[1000,1001]}""");
        await using var other = await server.LoginAsync(kind, """{"mid":9,"key":"k-other","accepts":[1001]}""");
        await server.PushAsync($"{path}?operation=1000{query}", "a");
        await ExpectPushAsync(watcher, kind, 'a');
        await ExpectNothingAsync(other, 0);

        await other.SendAsync(Bytes("00000014 0010 0001 0000000E 00000002", "1000"));
        Assert.Equal(Bytes("00000014 0010 0001 0000000F 00000002", "1000"), await other.ReceiveAsync(20));
        await watcher.SendAsync(Bytes("00000014 0010 0001 00000010 00000002", "1000"));
        Assert.Equal(Bytes("00000014 0010 0001 00000011 00000002", "1000"), await watcher.ReceiveAsync(20));
        await server.PushAsync($"{path}?operation=1000{query}", "b");
        await ExpectPushAsync(other, kind, 'b');
        await ExpectNothingAsync(watcher, 0);
    }

    [Fact]
    public async Task Who_changes_the_room_gets_the_pushes_of_the_new_one_only()
    {
        await using var wire = await server.LoginAsync("tcp", """{"mid":10,"room_id":"live://old"}""");
        await wire.SendAsync(Bytes("0000001A 0010 0001 0000000C 00000002", "live://new"));
        Assert.Equal(Bytes("0000001A 0010 0001 0000000D 00000002", "live://new"), await wire.ReceiveAsync(26));
        await server.PushAsync("room?operation=1000&type=live&room=old", "o");
        await server.PushAsync("room?operation=1000&type=live&room=new", "n");
        await ExpectPushAsync(wire, "tcp", 'n');
    }

    private static async Task ExpectPushAsync(RawWire wire, string kind, char body)
    {
        var frame = Bytes("00000011 0010 0001 000003E8 00000000", $"{body}");
        byte[] expected = kind == "tcp" ? frame : [.. Bytes("00000021 0010 0001 00000009 00000000"), .. frame];
        Assert.Equal(expected, await wire.ReceiveAsync(expected.Length));
    }

    /// <summary>The answer to a heartbeat is the next thing that comes.</summary>
    private static async Task ExpectNothingAsync(RawWire wire, int online)
    {
        await wire.SendAsync(Heartbeat);
        var expected = Bytes("00000014 0010 0001 00000003 00000009 00000000");
        BinaryPrimitives.WriteInt32BigEndian(expected.AsSpan(16), online);
        Assert.Equal(expected, await wire.ReceiveAsync(20));
    }
}
