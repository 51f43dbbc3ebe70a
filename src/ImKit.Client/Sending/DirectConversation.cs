using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImKit.Client.Sending;

/// <summary>The id of the direct conversation of two users, as docs/protocol.md derives it. Pure.</summary>
internal static class DirectConversation
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int HashBytes = 16;

    public static string IdOf(string one, string other)
    {
        var (a, b) = (Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
        var (first, second) = a.AsSpan().SequenceCompareTo(b) <= 0 ? (a, b) : (b, a);
        var pair = new byte[8 + first.Length + second.Length];
        BinaryPrimitives.WriteInt32BigEndian(pair, first.Length);
        first.CopyTo(pair, 4);
        BinaryPrimitives.WriteInt32BigEndian(pair.AsSpan(4 + first.Length), second.Length);
        second.CopyTo(pair, 8 + first.Length);
        return "d." + Base32(SHA256.HashData(pair).AsSpan(0, HashBytes));
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            for (held += 8; held >= 5; held -= 5)
                text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }

        if (held > 0)
            text.Append(Alphabet[(bits << (5 - held)) & 31]);
        return text.ToString();
    }
}
