using System.Text;
using CsCheck;
using ImKit.Protocol.WebSocket;
using static ImKit.Core.Tests.WebSocket.Decoded;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>RFC 6455, 8.1: text is UTF-8, checked as it comes.</summary>
public sealed class Utf8Tests
{
    private static readonly Encoding s_strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80", 13)]
    [InlineData("ED A0 80", 2)]
    [InlineData("C0 AF", 1)]
    [InlineData("E0 80 80", 2)]
    [InlineData("F0 80 80 80", 2)]
    [InlineData("F5", 1)]
    [InlineData("80", 1)]
    [InlineData("41 FF", 2)]
    [InlineData("E2 82 41", 3)]
    public void The_first_bad_byte_ends_it_even_if_nothing_follows(string hex, int bad)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var check = default(Utf8Stream);
        for (var i = 0; i < bad - 1; i++)
            Assert.True(check.Add(bytes.AsSpan(i, 1)));
        Assert.False(check.Add(bytes.AsSpan(bad - 1, 1)));
        Assert.False(default(Utf8Stream).Add(bytes));
        // As a message that is not complete, too.
        Assert.Equal(["fault 1007 text is not UTF-8"], From(Frame(1, bytes, final: false)));
    }

    [Fact]
    public void A_character_may_go_on_in_the_next_fragment_but_not_be_missing_at_the_end()
    {
        var euro = "€"u8;
        Assert.Equal([$"Text {Convert.ToHexString(euro)}"], From([.. Frame(1, euro[..1], final: false), .. Frame(0, euro[1..2], final: false), .. Frame(0, euro[2..])]));
        Assert.Equal(["fault 1007 text is not UTF-8"], From(Frame(1, euro[..2])));
        Assert.Equal([$"Binary {Convert.ToHexString(euro[..2])}"], From(Frame(2, euro[..2])));
    }

    [Fact]
    public void However_bytes_are_cut_the_verdict_is_that_of_the_whole() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 40], Gen.String[0, 20].Select(static text => Encoding.UTF8.GetBytes(text)), GenNearlyGood), Gen.Int[1, 5].Array[0, 40])
            .Sample(static (bytes, cuts) =>
            {
                var check = default(Utf8Stream);
                var rest = bytes.AsSpan();
                var good = true;
                foreach (var cut in cuts.Append(int.MaxValue))
                {
                    var piece = rest[..Math.Min(cut, rest.Length)];
                    good = good && check.Add(piece);
                    rest = rest[piece.Length..];
                }

                Assert.Equal(IsGood(bytes), good && check.IsComplete);
            }, iter: 20_000);

    private static Gen<byte[]> GenNearlyGood => Gen.Select(Gen.String[1, 10], Gen.Int[0, 100], Gen.Byte).Select(static (text, at, value) =>
    {
        var bytes = Encoding.UTF8.GetBytes(text + "€😀é");
        bytes[at % bytes.Length] = value;
        return bytes;
    });

    private static bool IsGood(byte[] bytes)
    {
        try
        {
            s_strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
