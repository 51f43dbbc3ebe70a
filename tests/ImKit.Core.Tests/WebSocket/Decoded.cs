using System.Text;
using ImKit.Protocol.WebSocket;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>What a decoder finds in bytes that come in pieces, one line per item.</summary>
internal static class Decoded
{
    public const int MaxMessage = 4096;

    public static List<string> From(ReadOnlySpan<byte> bytes, IEnumerable<int>? pieces = null, int maxMessage = MaxMessage)
    {
        var decoder = default(WebSocketDecoder);
        var items = new List<string>();
        var rest = bytes.ToArray().AsSpan();
        foreach (var length in (pieces ?? []).Append(int.MaxValue))
        {
            var piece = rest[..Math.Min(length, rest.Length)];
            rest = rest[piece.Length..];
            while (decoder.Next(ref piece, maxMessage, out var item))
                items.Add(Line(item));
            Assert.True(piece.IsEmpty);
        }

        if (items is [.., var last] && last.StartsWith("fault", StringComparison.Ordinal))
            Assert.False(decoder.HoldsBuffer);
        decoder.Release();
        return items;
    }

    /// <summary>A client's frame, masked.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true) =>
        Testing.ClientFrame.Encode((WebSocketOpcode)opcode, payload, final);

    public static byte[] Frame(int opcode, string payload, bool final = true) => Frame(opcode, Encoding.UTF8.GetBytes(payload), final);

    private static string Line(WebSocketItem item) =>
        item.Fault is { } fault ? $"fault {fault.Code} {fault.Text}" : $"{item.Opcode} {Convert.ToHexString(item.Payload)}";
}
