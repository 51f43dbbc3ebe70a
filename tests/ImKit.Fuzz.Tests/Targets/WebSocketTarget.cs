using System.Text;
using ImKit.Protocol.WebSocket;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>What clients send behind the opening handshake: wherever it is cut, the same messages, control frames and fault are found; memory stays in proportion to
/// what has come, whatever a length announces; no buffer outlives its message. The first byte of the input chooses where it is cut.</summary>
internal sealed class WebSocketTarget : FuzzTarget
{
    private const int MaxMessage = 2048;

    private static readonly int[] s_codes = [1002, 1007, 1008, 1009];

    public override string Name => "websocket";

    public override int MaxLength => 8192;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        [0x81, 0x80, 0, 0, 0, 0], [0x82, 0x81, 0, 0, 0, 0, 7], [0x01, 0x81, 0, 0, 0, 0, 0x41], [0x00, 0x81, 0, 0, 0, 0, 0x42], [0x80, 0x80, 0, 0, 0, 0], [0x89, 0x82, 0, 0, 0, 0, 1, 2],
        [0x8A, 0x80, 0, 0, 0, 0], [0x88, 0x82, 0, 0, 0, 0, 3, 232], [0x82, 0xFE, 0, 126], [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0], .. "é世🌍"u8.ToArray().Chunk(1),
    ];

    public override void Check(byte[] input)
    {
        if (input.Length == 0)
            return;
        var whole = Found(input.AsSpan(1), static _ => int.MaxValue);
        var random = new Random(input[0]);
        Assert.Equal(whole, Found(input.AsSpan(1), _ => 1 + random.Next(40)));
        Assert.Equal(whole, Found(input.AsSpan(1), static _ => 1));
        var codes = whole.Where(static item => item.StartsWith("fault", StringComparison.Ordinal)).Select(static item => int.Parse(item.Split(' ')[1])).ToArray();
        Assert.InRange(codes.Length, 0, 1);
        Assert.All(codes, static code => Assert.Contains(code, s_codes));
        // Buffers are borrowed from a pool that may have to make them: the longest message, and one as large while it grows.
        var bytes = input[1..];
        Laws.Frugal(bytes.Length, () => Decode(bytes), constant: 16384);
    }

    private static int Decode(byte[] bytes)
    {
        var decoder = default(WebSocketDecoder);
        var copy = bytes.AsSpan().ToArray().AsSpan();
        var found = 0;
        while (decoder.Next(ref copy, MaxMessage, out _))
            found++;
        decoder.Release();
        return found;
    }

    private static List<string> Found(ReadOnlySpan<byte> bytes, Func<int, int> cut)
    {
        var decoder = default(WebSocketDecoder);
        var items = new List<string>();
        var rest = bytes.ToArray().AsSpan();
        for (var i = 0; !rest.IsEmpty; i++)
        {
            var piece = rest[..Math.Min(cut(i), rest.Length)];
            rest = rest[piece.Length..];
            while (decoder.Next(ref piece, MaxMessage, out var item))
                items.Add(Line(item));
            Assert.True(piece.IsEmpty);
        }

        if (items is [.., var last] && last.StartsWith("fault", StringComparison.Ordinal))
            Assert.False(decoder.HoldsBuffer);
        decoder.Release();
        return items;
    }

    private static string Line(WebSocketItem item)
    {
        if (item.Fault is { } fault)
            return $"fault {fault.Code} {fault.Text}";
        Assert.InRange(item.Payload.Length, 0, item.Opcode.IsControl() ? WebSocketHeader.MaxControlPayload : MaxMessage);
        // Text is UTF-8 when it is given to anybody; a close frame is good or has a fault of its own.
        if (item.Opcode == WebSocketOpcode.Text)
            _ = new UTF8Encoding(false, true).GetCharCount(item.Payload);
        if (item.Opcode == WebSocketOpcode.Close && WebSocketClose.Read(item.Payload, out var code) is null)
            Assert.True(code is WebSocketClose.NoCode or (>= 1000 and <= 4999), $"a close with {code} was taken");
        return $"{item.Opcode} {Convert.ToHexString(item.Payload)}";
    }
}
