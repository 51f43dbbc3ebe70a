using System.Text;
using ImKit.Protocol.WebSocket;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>RFC 6455, 5.5.1 and 7.4: what may stand in a close frame.</summary>
public sealed class CloseFrameTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public void Codes_that_may_be_sent_are_read(int code)
    {
        Assert.Null(WebSocketClose.Read([(byte)(code >> 8), (byte)code, (byte)'b', (byte)'y', (byte)'e'], out var read));
        Assert.Equal(code, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public void Codes_that_may_not_be_sent_are_refused(int code) =>
        Assert.Equal(1002, WebSocketClose.Read([(byte)(code >> 8), (byte)code], out _)!.Code);

    [Fact]
    public void A_close_frame_has_a_whole_code_or_none_and_its_text_is_utf8()
    {
        Assert.Null(WebSocketClose.Read([], out var none));
        Assert.Equal(WebSocketClose.NoCode, none);
        Assert.Equal(1002, WebSocketClose.Read([3], out _)!.Code);
        Assert.Equal(1007, WebSocketClose.Read([3, 0xE8, 0xFF], out _)!.Code);
    }

    [Fact]
    public void A_text_too_long_is_cut_between_two_characters()
    {
        var frame = WebSocketClose.Frame(4000, "x" + new string('é', 200));
        Assert.Equal((2 + 125, 125), (frame.Length, frame[1]));
        Assert.Equal("x" + new string('é', 61), Encoding.UTF8.GetString(frame.AsSpan(4)));
    }
}
