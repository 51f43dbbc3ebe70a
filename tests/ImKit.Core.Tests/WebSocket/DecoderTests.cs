using System.Buffers.Binary;
using System.Text;
using ImKit.Protocol.WebSocket;
using static ImKit.Core.Tests.WebSocket.Decoded;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>What RFC 6455, section 5, says of frames from clients.</summary>
public sealed class DecoderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(4096)]
    public void A_message_of_any_length_comes_out_as_it_was_sent(int length)
    {
        var payload = ImKit.Tests.Shared.TransportPattern.Bytes(0, length);
        Assert.Equal([$"Binary {Convert.ToHexString(payload)}"], From(Frame(2, payload)));
    }

    [Fact]
    public void The_longest_messages_have_a_length_of_eight_bytes()
    {
        var payload = new byte[70_000];
        Assert.Equal([$"Text {Convert.ToHexString(payload)}"], From(Frame(1, payload), maxMessage: 70_000));
    }

    [Fact]
    public void A_message_that_lies_whole_in_what_has_come_is_a_part_of_it_and_needs_no_buffer()
    {
        Span<byte> bytes = Frame(2, "hello");
        var rest = bytes;
        var decoder = default(WebSocketDecoder);
        Assert.True(decoder.Next(ref rest, MaxMessage, out var item));
        Assert.True(bytes[6..].Overlaps(item.Payload));
        Assert.True(item.Payload.SequenceEqual("hello"u8));
        Assert.False(decoder.HoldsBuffer);
    }

    [Fact]
    public void A_whole_message_costs_no_memory()
    {
        var frame = Frame(1, new string('x', 300));
        var bytes = new byte[frame.Length];
        var decoder = default(WebSocketDecoder);
        var before = 0L;
        for (var i = 0; i < 1100; i++)
        {
            if (i == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            frame.CopyTo(bytes, 0);
            var rest = bytes.AsSpan();
            while (decoder.Next(ref rest, MaxMessage, out _))
            {
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Control_frames_between_fragments_come_out_at_once_and_leave_the_message_alone() =>
        Assert.Equal(
            ["Ping 70", "Pong ", $"Binary {Convert.ToHexString("one two"u8)}", "Binary 33"],
            From([.. Frame(2, "one", final: false), .. Frame(9, "p"), .. Frame(0, " ", final: false), .. Frame(0, "", final: false), .. Frame(10, ""), .. Frame(0, "two"), .. Frame(2, "3")]));

    [Theory]
    [InlineData(0x40, 1002)]
    [InlineData(0x20, 1002)]
    [InlineData(0x10, 1002)]
    public void Reserved_bits_are_refused(int bits, int code)
    {
        var frame = Frame(2, "x");
        frame[0] |= (byte)bits;
        Assert.StartsWith($"fault {code}", Assert.Single(From(frame)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(15)]
    public void Reserved_opcodes_are_refused(int opcode) => Assert.Equal(["fault 1002 reserved opcode"], From(Frame(opcode, "x")));

    [Fact]
    public void A_frame_without_a_mask_is_refused_before_its_payload_comes() => Assert.Equal(["fault 1002 frame without a mask"], From([0x82, 0x05]));

    [Theory]
    [InlineData(new byte[] { 0x82, 0xFE, 0x00, 0x7D })]
    [InlineData(new byte[] { 0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0x00, 0x7D })]
    [InlineData(new byte[] { 0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x82, 0xFF, 0x80 })]
    public void A_length_not_in_its_shortest_form_or_with_the_top_bit_is_refused(byte[] header) =>
        Assert.Equal(["fault 1002 length not in its shortest form"], From(header));

    [Theory]
    [InlineData(new byte[] { 0x09 })]
    [InlineData(new byte[] { 0x89, 0xFE })]
    [InlineData(new byte[] { 0x88, 0xFF })]
    public void Control_frames_are_short_and_whole(byte[] header) => Assert.Equal(["fault 1002 control frame too long or in fragments"], From(header));

    [Fact]
    public void A_continuation_needs_a_message_and_a_message_an_end()
    {
        Assert.Equal(["fault 1002 continuation of nothing"], From(Frame(0, "x")));
        Assert.Equal(["Binary 78", "fault 1002 continuation of nothing"], From([.. Frame(2, "x"), .. Frame(0, "x")]));
        Assert.Equal(["fault 1002 new message inside another"], From([.. Frame(1, "x", final: false), .. Frame(2, "x")]));
    }

    [Fact]
    public void Messages_before_a_fault_come_out_and_nothing_behind_it() =>
        Assert.Equal(["Binary 61", "Binary 62", "fault 1002 reserved opcode"], From([.. Frame(2, "a"), .. Frame(2, "b"), .. Frame(3, "c"), .. Frame(2, "d")], [3, 9, 1]));

    [Fact]
    public void A_message_longer_than_allowed_is_refused_when_its_length_is_known()
    {
        var header = new byte[] { 0x82, 0xFE, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), MaxMessage + 1);
        Assert.Equal(["fault 1009 message too long"], From(header));
        Assert.Equal(["fault 1009 message too long"], From([0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Equal(["fault 1009 message too long"], From([.. Frame(2, new byte[MaxMessage], final: false), .. Frame(0, "x")]));
    }

    [Fact]
    public void Fragments_are_counted_by_their_bytes_and_empty_ones_are_not_free()
    {
        var thousands = Enumerable.Range(0, MaxMessage - 1).SelectMany(static i => Frame(i == 0 ? 2 : 0, "x", final: false));
        Assert.Equal([$"Binary {Convert.ToHexString(Encoding.ASCII.GetBytes(new string('x', MaxMessage)))}"], From([.. thousands, .. Frame(0, "x")]));
        var endless = Enumerable.Range(0, MaxMessage).SelectMany(static i => Frame(i == 0 ? 2 : 0, "", final: false)).ToArray();
        Assert.Equal(["fault 1008 too many empty fragments"], From(endless));
        var few = Enumerable.Range(0, MaxMessage / 64).SelectMany(static i => Frame(i == 0 ? 2 : 0, "", final: false)).ToArray();
        Assert.Equal(["Binary 78", "Binary 78"], From([.. few, .. Frame(0, "x"), .. few, .. Frame(0, "x")]));
    }
}
