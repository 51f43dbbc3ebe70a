using System.Text;
using Xunit;
using static ImKit.Tests.Shared.ConformanceCase;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>RFC 6455, 5.5.1, 7.1 and 7.4.</summary>
internal static class ClosingCases
{
    private static readonly int[] s_good = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4500, 4999];
    private static readonly int[] s_bad = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32768, 65535];

    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Codes(), .. Reasons(), .. Order()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Codes()
    {
        foreach (var code in s_good)
        {
            yield return new($"a close with {code} is answered with {code}", Close(code), Ends(code));
            yield return new($"a close with {code} and a reason is answered with {code}", Close(code, "enough is enough"), Ends(code));
        }

        foreach (var code in s_bad)
        {
            yield return new($"a close with {code} is refused", Close(code), Ends(1002));
            yield return new($"a close with {code} and a reason is refused", Close(code, "enough"), Ends(1002));
        }

        yield return new("a close without a number is answered", Frame(Bits(CloseCode), []), Ends(1000));
        yield return new("a close of one byte is refused", Frame(Bits(CloseCode), [3]), Ends(1002));
    }

    private static IEnumerable<ConformanceCase> Reasons()
    {
        yield return new("the longest reason is taken", Close(1000, new string('*', 123)), Ends(1000));
        yield return new("a reason of four byte characters is taken", Close(1000, "🌍🌍🌍"), Ends(1000));
        foreach (var hex in (string[])["80", "C0AF", "CE", "E282", "EDA080", "F4908080", "FF"])
            yield return new($"a reason with the bytes {hex} is refused", Close(1000, [.. Encoding.UTF8.GetBytes("κόσμε"), .. Convert.FromHexString(hex)]), Ends(1007));
    }

    private static IEnumerable<ConformanceCase> Order()
    {
        yield return new("messages before a close are answered before it", Join(Text("a"), Binary([1]), Text("b"), Close(4321)), Echo("a"), Echo(BinaryCode, [1]), Echo("b"), Ends(4321));
        yield return new("messages behind a close are not answered", Join(Text("a"), Close(1000), Text("b"), Ping("c"), Text("d")), Echo("a"), Ends(1000));
        yield return new("a ping before a close is answered", Join(Ping("a"), Close(1000)), Answer("a"), Ends(1000));
        yield return new("a second close is not answered", Join(Close(1001), Close(1002), Close(1003)), Ends(1001));
        yield return new("what is wrong behind a close does not matter", Join(Close(1000), [0xFF, 0xFF, 0x00, 0x83]), Ends(1000));
        yield return new("256 KiB behind a close do not delay its answer", Join(Text("a"), Close(1000), Binary(new byte[256 << 10])), Echo("a"), Ends(1000));
        yield return new("256 KiB behind what is wrong do not lose the answer", Join(Text("a"), Frame(Bits(3), []), Binary(new byte[256 << 10])), Echo("a"), Ends(1002));
        yield return new("a close inside an unfinished message is answered", Join(Binary([1], final: false), Close(1000, "no more")), Ends(1000));
        yield return new("a close inside half a character is answered", Join(Text([0xF0, 0x9F], final: false), Close(1000)), Ends(1000));
    }
}

/// <summary>What may be large, and what is too large.</summary>
internal static class LimitCases
{
    private const int Most = WebSocketEchoHost.DefaultMaxMessageBytes;

    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Sizes(), .. Fragments(), .. Beyond()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Sizes()
    {
        foreach (var size in (int[])[256 << 10, 1 << 20, 4 << 20, Most])
        {
            var bytes = TransportPattern.Bytes(size, size);
            yield return new($"a binary message of {size} bytes comes back", Binary(bytes), Echo(BinaryCode, bytes));
            // Characters of three bytes, so that they lie across every border.
            var text = Encoding.UTF8.GetBytes(new string('世', size / 3));
            yield return new($"a text of {text.Length} bytes comes back", Text(text), Echo(TextCode, text));
        }
    }

    private static IEnumerable<ConformanceCase> Fragments()
    {
        var bytes = TransportPattern.Bytes(1, 1 << 20);
        foreach (var size in (int[])[64, 1024, 65536, 1 << 19])
        {
            var frames = bytes.Chunk(size).Select((piece, i) => i == 0 ? Binary(piece, final: false) : More(piece, final: (i + 1) * size >= bytes.Length));
            yield return new($"1 MiB in fragments of {size} bytes comes back", Join(frames), Echo(BinaryCode, bytes));
        }

        yield return new("two thousand messages come back in order", Join(Enumerable.Range(0, 2000).Select(static i => Text($"{i}"))), [.. Enumerable.Range(0, 2000).Select(static i => Echo($"{i}"))]);
    }

    private static IEnumerable<ConformanceCase> Beyond()
    {
        yield return new("a length beyond the limit is refused when it is announced", Join(Text("a"), Header(Most + 1)), Echo("a"), Ends(1009));
        yield return new("the largest length there is is refused when it is announced", [0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255], Ends(1009));
        yield return new("fragments that come to more than the limit are refused", Join(Binary(new byte[Most / 2], final: false), More(new byte[Most / 2], final: false), More([1], final: true)), Ends(1009));
        yield return new("a length beyond what is left for a fragment is refused", Join(Text("a", final: false), Frame(Bits(Continuation), new byte[Most])[..14]), Ends(1009));
    }

    private static byte[] Header(int length) => [0x82, 0xFF, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 1, 2, 3, 4];
}
