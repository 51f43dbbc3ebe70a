using Xunit;
using static ImKit.Tests.Shared.ConformanceCase;
using static ImKit.Tests.Shared.ConformanceFrame;

namespace ImKit.Tests.Shared;

/// <summary>RFC 6455, 5.2: lengths, reserved bits, reserved opcodes.</summary>
internal static class FramingCases
{
    private static readonly int[] s_lengths = [0, 1, 124, 125, 126, 127, 128, 255, 256, 65535, 65536, 100_000];
    private static readonly int[] s_reserved = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Lengths(), .. LongForms(), .. ReservedBits(), .. ReservedOpcodes()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Lengths()
    {
        foreach (var length in s_lengths)
        {
            var text = Enumerable.Repeat((byte)'*', length).ToArray();
            var bytes = TransportPattern.Bytes(length, length);
            yield return new($"a text of {length} bytes comes back as text", Text(text), Echo(TextCode, text));
            yield return new($"{length} binary bytes come back as binary", Binary(bytes), Echo(BinaryCode, bytes));
        }
    }

    private static IEnumerable<ConformanceCase> LongForms()
    {
        foreach (var (length, form) in ((int, int)[])[(0, 2), (1, 2), (125, 2), (0, 8), (125, 8), (126, 8), (65535, 8)])
        {
            yield return new(
                $"a length of {length} written in {form} bytes is refused", Join(Text("before"), Frame(Bits(BinaryCode), new byte[length], form: form)), Echo("before"), Ends(1002));
        }

        yield return new("a length with its highest bit set is refused", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], Ends(1002));
        yield return new("a control frame with a length in two bytes is refused", Frame(Bits(PingCode), new byte[10], form: 2), Ends(1002));
    }

    private static IEnumerable<ConformanceCase> ReservedBits()
    {
        foreach (var bits in Enumerable.Range(1, 7))
        {
            foreach (var (word, opcode) in ((string, int)[])[("text", TextCode), ("binary message", BinaryCode), ("ping", PingCode), ("pong", PongCode), ("close", CloseCode)])
            {
                yield return new(
                    $"a {word} with the reserved bits {bits} is refused", Join(Text("before"), Frame(Bits(opcode) | (bits << 4), [3, 232]), Ping("after"), Text("after")),
                    Echo("before"), Ends(1002));
            }

            yield return new(
                $"a continuation with the reserved bits {bits} is refused", Join(Text("one", final: false), Frame(Bits(Continuation) | (bits << 4), [65])), Ends(1002));
        }
    }

    private static IEnumerable<ConformanceCase> ReservedOpcodes()
    {
        foreach (var opcode in s_reserved)
        {
            yield return new($"opcode {opcode} without payload is refused", Join(Text("before"), Frame(Bits(opcode), []), Ping("after")), Echo("before"), Ends(1002));
            yield return new($"opcode {opcode} with payload is refused", Join(Frame(Bits(opcode), new byte[64]), Text("after")), Ends(1002));
            yield return new($"opcode {opcode} inside a message is refused", Join(Text("one", final: false), Frame(Bits(opcode), []), More("two", final: true)), Ends(1002));
            yield return new($"opcode {opcode} that is not final is refused", Frame(opcode, []), Ends(1002));
        }
    }
}

/// <summary>RFC 6455, 5.1 and 5.3: every frame of a client is masked, with any four bytes.</summary>
internal static class MaskingCases
{
    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = ConformanceTable.Of([.. Keys(), .. Places(), .. Unmasked()]);

    public static TheoryData<string> Names => ConformanceTable.NamesOf(All);

    private static IEnumerable<ConformanceCase> Keys()
    {
        foreach (var key in (uint[])[0, 0xFFFFFFFF, 0x01020304, 0x00000001, 0x80000000, 0x2A2A2A2A])
            yield return new($"the mask {key:X8} is taken off", Frame(Bits(TextCode), "Hello, Wörld"u8.ToArray(), key), Echo("Hello, Wörld"));
    }

    private static IEnumerable<ConformanceCase> Places()
    {
        foreach (var length in Enumerable.Range(1, 70))
        {
            var bytes = TransportPattern.Bytes(length, length);
            yield return new(
                $"a mask begins anew in a frame behind one of {length} bytes", Join(Binary(bytes), Frame(Bits(BinaryCode), bytes, 0xA1B2C3D4)), Echo(BinaryCode, bytes), Echo(BinaryCode, bytes));
        }
    }

    private static IEnumerable<ConformanceCase> Unmasked()
    {
        foreach (var (word, opcode) in ((string, int)[])[("text", TextCode), ("binary message", BinaryCode), ("ping", PingCode), ("pong", PongCode), ("close", CloseCode)])
            yield return new($"a {word} without a mask is refused", Join(Text("before"), Frame(Bits(opcode), [3, 232], mask: null)), Echo("before"), Ends(1002));
        yield return new("a continuation without a mask is refused", Join(Text("one", final: false), Frame(Bits(Continuation), [65], mask: null)), Ends(1002));
        yield return new("an empty frame without a mask is refused", Frame(Bits(TextCode), [], mask: null), Ends(1002));
    }
}
