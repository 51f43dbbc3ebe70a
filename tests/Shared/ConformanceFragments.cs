using System.Text;
using Xunit;
using static ImKit.Tests.Shared.ConformanceCase;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>RFC 6455, 5.4.</summary>
internal static class FragmentCases
{
    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Whole(), .. Interrupted(), .. Wrong(), .. Many()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Whole()
    {
        yield return new("a text in two fragments comes back as one", Join(Text("one ", final: false), More("two", final: true)), Echo("one two"));
        yield return new("a binary message in three fragments comes back as one", Join(Binary([1], final: false), More([2], final: false), More([3], final: true)), Echo(BinaryCode, [1, 2, 3]));
        yield return new("empty fragments add nothing", Join(Text("", final: false), More("", final: false), More("x", final: false), More("", final: true)), Echo("x"));
        yield return new("a message of nothing but empty fragments is empty", Join(Text("", final: false), More("", final: false), More("", final: true)), Echo(""));
        yield return new(
            "a message behind one in fragments is a message of its own",
            Join(Text("a", final: false), More("b", final: true), Binary([7]), Binary([8], final: false), More([9], final: true)), Echo("ab"), Echo(BinaryCode, [7]), Echo(BinaryCode, [8, 9]));
        yield return new("a message after a close inside an unfinished one is not answered", Join(Text("a", final: false), Close(1000), More("b", final: true)), Ends(1000));
    }

    private static IEnumerable<ConformanceCase> Interrupted()
    {
        yield return new("a ping between fragments is answered", Join(Text("one ", final: false), Ping("p"), More("two", final: true)), Answer("p"), Echo("one two"));
        yield return new(
            "pings between all fragments are answered in order",
            Join(Text("a", final: false), Ping("1"), More("b", final: false), Ping("2"), Ping("3"), More("c", final: false), Ping(), More("d", final: true)),
            Answer("1"), Answer("2"), Answer("3"), Answer(""), Echo("abcd"));
        yield return new("a pong between fragments changes nothing", Join(Binary([1], final: false), Pong("unasked"), More([2], final: true)), Echo(BinaryCode, [1, 2]));
        yield return new(
            "a longest ping between empty fragments is answered", Join(Text("", final: false), Ping(new string('p', 125)), More("end", final: true)), Answer(new string('p', 125)), Echo("end"));
    }

    private static IEnumerable<ConformanceCase> Wrong()
    {
        yield return new("a final continuation of nothing is refused", Join(Text("before"), More("x", final: true), Text("after")), Echo("before"), Ends(1002));
        yield return new("a first continuation of nothing is refused", Join(More("x", final: false), Text("after")), Ends(1002));
        yield return new(
            "a continuation behind a whole message in fragments is refused", Join(Text("a", final: false), More("b", final: true), More("c", final: false), Text("d")), Echo("ab"), Ends(1002));
        yield return new("a text inside an unfinished text is refused", Join(Text("a", final: false), Text("b"), More("c", final: true)), Ends(1002));
        yield return new("a text inside an unfinished binary message is refused", Join(Binary([1], final: false), Text("b")), Ends(1002));
        yield return new("an unfinished text inside an unfinished text is refused", Join(Text("a", final: false), Text("b", final: false)), Ends(1002));
        foreach (var (word, opcode) in ((string, int)[])[("ping", PingCode), ("pong", PongCode), ("close", CloseCode)])
        {
            yield return new($"a {word} in fragments is refused", Join(Frame(Bits(opcode, final: false), [3]), Frame(Bits(Continuation), [232])), Ends(1002));
            yield return new($"a {word} in fragments inside a message is refused", Join(Text("a", final: false), Frame(Bits(opcode, final: false), [])), Ends(1002));
        }
    }

    private static IEnumerable<ConformanceCase> Many()
    {
        foreach (var count in (int[])[100, 1000, 10_000])
        {
            var text = string.Concat(Enumerable.Range(0, count).Select(static i => (char)('a' + (i % 26))));
            var frames = text.Select((letter, i) => i == 0 ? Text("a", final: false) : More(letter.ToString(), final: i == text.Length - 1));
            yield return new($"a message in {count} fragments of one byte comes back whole", Join(frames), Echo(text));
        }

        var pinged = Enumerable.Range(0, 50).SelectMany(static i => (byte[][])[i == 0 ? Text("0", final: false) : More($"{i}", final: i == 49), Ping($"p{i}")]);
        yield return new(
            "fifty fragments with a ping behind each", Join(pinged), [.. Enumerable.Range(0, 50).Select(static i => Answer($"p{i}")), Echo(string.Concat(Enumerable.Range(0, 50)))]);
        yield return new("a thousand empty fragments are no message's end", Join([Text("", final: false), .. Enumerable.Repeat(More("", final: false), 1000), More("x", final: true)]), Echo("x"));
        yield return new("empty fragments without end are refused", Join([Binary([], final: false), .. Enumerable.Repeat(More("", final: false), 300_000)]), Ends(1008));
    }
}

/// <summary>RFC 6455, 5.5.</summary>
internal static class ControlCases
{
    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of(Cases());

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Cases()
    {
        byte[] bytes = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF];
        yield return new("an empty ping is answered by an empty pong", Ping(), Answer(""));
        yield return new("a ping is answered with its own bytes", Ping("Hello, world!"), Answer("Hello, world!"));
        yield return new("a ping of binary bytes is answered with them", Frame(Bits(PingCode), bytes), Line(PongCode, bytes));
        yield return new("the longest ping is answered", Ping(new string('*', 125)), Answer(new string('*', 125)));
        yield return new("a ping of 126 bytes is refused", Join(Text("before"), Ping(new string('*', 126))), Echo("before"), Ends(1002));
        yield return new("a pong of 126 bytes is refused", Pong(new string('*', 126)), Ends(1002));
        yield return new("a close of 126 bytes is refused", Close(1000, new string('*', 124)), Ends(1002));
        yield return new("a pong that nobody asked for is ignored", Pong("unasked"));
        yield return new("a pong does not spoil a ping behind it", Join(Pong("unasked"), Pong(), Ping("asked")), Answer("asked"));
        yield return new("ten pings are answered in order", Join(Enumerable.Range(0, 10).Select(static i => Ping($"payload-{i}"))), [.. Enumerable.Range(0, 10).Select(static i => Answer($"payload-{i}"))]);
        yield return new("pings and messages are all answered", Join(Ping("1"), Text("a"), Ping("2"), Text("b")), Answer("1"), Answer("2"), Echo("a"), Echo("b"));
        yield return new("a ping is not text: its bytes need not be UTF-8", Frame(Bits(PingCode), [0xC3, 0x28]), Line(PongCode, [0xC3, 0x28]));
        yield return new("a ping of four byte characters is answered", Ping("🌍🌍"), Line(PongCode, Encoding.UTF8.GetBytes("🌍🌍")));
    }
}
