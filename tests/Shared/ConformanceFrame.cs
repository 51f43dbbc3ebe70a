using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImKit.Tests.Shared;

/// <summary>Frames as a client writes them, right ones and wrong ones; and what a frame from the server is called in a comparison.</summary>
internal static class ConformanceFrame
{
    public const int Continuation = 0;
    public const int TextCode = 1;
    public const int BinaryCode = 2;
    public const int CloseCode = 8;
    public const int PingCode = 9;
    public const int PongCode = 10;

    private const uint Mask = 0x3FA29C41;

    public static byte[] Text(string text, bool final = true) => Text(Encoding.UTF8.GetBytes(text), final);

    public static byte[] Text(byte[] payload, bool final = true) => Frame(Bits(TextCode, final), payload);

    public static byte[] Binary(byte[] payload, bool final = true) => Frame(Bits(BinaryCode, final), payload);

    public static byte[] More(byte[] payload, bool final) => Frame(Bits(Continuation, final), payload);

    public static byte[] More(string text, bool final) => More(Encoding.UTF8.GetBytes(text), final);

    public static byte[] Ping(string text = "") => Frame(Bits(PingCode), Encoding.UTF8.GetBytes(text));

    public static byte[] Pong(string text = "") => Frame(Bits(PongCode), Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int code, string reason = "") => Close(code, Encoding.UTF8.GetBytes(reason));

    public static byte[] Close(int code, byte[] reason) => Frame(Bits(CloseCode), [(byte)(code >> 8), (byte)code, .. reason]);

    public static int Bits(int opcode, bool final = true) => (final ? 0x80 : 0) | opcode;

    /// <summary>A frame of any kind.</summary>
    /// <param name="first">Its first byte.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="mask">The four bytes, the first one highest; null for none.</param>
    /// <param name="form">Bytes of the length: 0 for the shortest form, 2 or 8.</param>
    public static byte[] Frame(int first, byte[] payload, uint? mask = Mask, int form = 0)
    {
        byte[] header = [(byte)first, .. Length(payload.Length, mask is null ? 0 : 0x80, form)];
        if (mask is null)
            return [.. header, .. payload];
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask.Value);
        var masked = new byte[payload.Length];
        for (var i = 0; i < masked.Length; i++)
            masked[i] = (byte)(payload[i] ^ key[i & 3]);
        return [.. header, .. key, .. masked];
    }

    /// <summary>What is compared: a word, the payload, of a close frame only its number.</summary>
    public static string Line(int opcode, byte[] payload) => opcode switch
    {
        CloseCode => payload.Length < 2 ? "close" : $"close {BinaryPrimitives.ReadUInt16BigEndian(payload)}",
        _ => $"{Word(opcode)} {payload.Length} {(payload.Length <= 48 ? Convert.ToHexString(payload) : Convert.ToHexString(SHA256.HashData(payload).AsSpan(0, 8)))}",
    };

    private static string Word(int opcode) => opcode switch { TextCode => "text", BinaryCode => "binary", PingCode => "ping", PongCode => "pong", _ => $"opcode {opcode}" };

    private static byte[] Length(int length, int bit, int form)
    {
        if (form == 0 && length < 126)
            return [(byte)(bit | length)];
        if (form == 2 || (form == 0 && length < 65536))
            return [(byte)(bit | 126), (byte)(length >> 8), (byte)length];
        return [(byte)(bit | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
    }
}
