using System.Text;
using Xunit;
using static ImKit.Tests.Shared.ConformanceCase;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>RFC 6455, 5.6 and 8.1, on RFC 3629: text is UTF-8, and what is not is refused at its first byte that shows it.</summary>
internal static class Utf8Cases
{
    private static readonly string[] s_good =
    [
        "Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "Ελληνικά, русский, עברית, العربية, हिन्दी, 中文, 日本語, 한국어", "👩‍👩‍👧‍👦 🌍", "\0",
        "\u007F", "\u0080", "\u07FF", "\u0800", "\u0FFF\u1000", "\uCFFF\uD7FF", "\uE000\uFFFD", "\uFFFE\uFFFF", "\uFDD0\uFDEF", "\U00010000", "\U0003FFFF\U00040000", "\U000FFFFF", "\U0010FFFE\U0010FFFF", "\uFEFFBOM",
    ];

    /// <summary>Bytes that no continuation could make UTF-8, and how many of them show it.</summary>
    private static readonly (string Bytes, int Shown)[] s_bad =
    [
        ("80", 1), ("BF", 1), ("8080", 1), ("C0", 1), ("C080", 1), ("C1BF", 1), ("C041", 1), ("C241", 2), ("C2C2", 2), ("DF7F", 2), ("E08080", 2), ("E09FBF", 2),
        ("E0A041", 3), ("E18041", 3), ("E1C0", 2), ("EC8041", 3), ("EDA080", 2), ("EDAFBF", 2), ("EDB080", 2), ("EDBFBF", 2), ("EDA080EDB080", 2), ("EF80FF", 3),
        ("F0808080", 2), ("F08FBFBF", 2), ("F0908041", 4), ("F09080C0", 4), ("F18041", 3), ("F3BF80C3", 4), ("F4908080", 2), ("F4BFBFBF", 2), ("F4808041", 4), ("F5808080", 1),
        ("F7BFBFBF", 1), ("F888808080", 1), ("FBBFBFBFBF", 1), ("FC8480808080", 1), ("FDBFBFBFBFBF", 1), ("FE", 1), ("FF", 1), ("FEFEFFFF", 1),
    ];

    private static readonly string[] s_half = ["C2", "DF", "E0", "E0A0", "E1", "E180", "ED", "ED9F", "EF", "EFBF", "F0", "F090", "F09080", "F1", "F180", "F18080", "F4", "F48F", "F48FBF"];

    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Good(), .. Cut(), .. Bad(), .. Half()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Good() => s_good.Select(static text => new ConformanceCase($"the text {Name(text)} comes back", Text(text), Echo(text)));

    /// <summary>Cut at any byte by fragments, with empty ones and pings between.</summary>
    private static IEnumerable<ConformanceCase> Cut()
    {
        foreach (var text in s_good)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var single = bytes.Select((value, i) => i == 0 ? Text([value], final: bytes.Length == 1) : More([value], final: i == bytes.Length - 1));
            yield return new($"the text {Name(text)} comes back from fragments of one byte", Join(single), Echo(text));
            var twice = Enumerable.Range(0, bytes.Length + 1)
                .Select(at => Join(Text(bytes[..at], final: false), More("", final: false), Ping($"{at}"), More(bytes[at..], final: true)));
            yield return new(
                $"the text {Name(text)} comes back wherever it is cut in two", Join(twice),
                [.. Enumerable.Range(0, bytes.Length + 1).Select(static at => Answer($"{at}")), .. Enumerable.Repeat(Echo(text), bytes.Length + 1)]);
        }
    }

    private static IEnumerable<ConformanceCase> Bad()
    {
        foreach (var (hex, shown) in s_bad)
        {
            var bad = Convert.FromHexString(hex);
            byte[] text = [.. "Grüße "u8, .. bad];
            yield return new($"{hex} in a text is refused", Join(Text("before"), Text([.. text, .. " end"u8])), Echo("before"), Ends(1007));
            yield return new($"{hex} in a binary message is nobody's business", Binary(bad), Echo(BinaryCode, bad));
            // The frame and its message are far from their end when the byte comes that shows it.
            var announced = Frame(Bits(TextCode), [.. text, .. new byte[1000]]);
            yield return new($"{hex} is refused before its frame has ended", announced[..(announced.Length - 1000 - (bad.Length - shown))], Ends(1007));
            var pieces = bad[..shown].Select(static value => More([value], final: false));
            yield return new($"{hex} is refused before its message has ended, in fragments of one byte", Join([Text("Grüße ", final: false), .. pieces]), Ends(1007));
        }
    }

    private static IEnumerable<ConformanceCase> Half()
    {
        foreach (var hex in s_half)
        {
            var half = Convert.FromHexString(hex);
            yield return new($"a text that ends in the middle of a character, {hex}, is refused", Join(Text([.. "x"u8, .. half]), Text("after")), Ends(1007));
            yield return new($"a text whose last fragment ends in the middle of a character, {hex}, is refused", Join(Text(half, final: false), More("", final: true)), Ends(1007));
            yield return new($"half a character, {hex}, does not reach into the next message", Join(Text("a"), Text(half), Text("b")), Echo("a"), Ends(1007));
        }
    }

    /// <summary>Readable, and of printable characters only.</summary>
    private static string Name(string text) => string.Join(' ', text.EnumerateRunes().Take(4).Select(static rune => $"U+{rune.Value:X4}")) + (text.Length > 4 ? " and so on" : "");
}
