using System.Buffers.Binary;

namespace ImKit.Fuzz.Tests.Support;

/// <summary>Makes inputs out of the corpus. The same seed makes the same input, as long as the corpus is the same.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words, int maxLength)
{
    private static readonly long[] Numbers =
        [0, 1, -1, 15, 16, 17, 127, 128, 255, 256, 4096, 32767, 32768, 65535, 65536, 65537, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    public byte[] Make(long seed)
    {
        var random = new Random(HashCode(seed));
        var bytes = new List<byte>(corpus.Count == 0 ? [] : corpus[random.Next(corpus.Count)]);
        for (var steps = 1 + random.Next(1 << random.Next(5)); steps > 0; steps--)
            Mutate(bytes, random);
        if (bytes.Count > maxLength)
            bytes.RemoveRange(maxLength, bytes.Count - maxLength);
        return [.. bytes];
    }

    private void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(1 << random.Next(7)));
        switch (random.Next(12))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3 when at < bytes.Count:
                bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, Noise(random));
                break;
            case 7:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 8:
                Overwrite(bytes, at, Number(random));
                break;
            case 9 when corpus.Count > 0:
                Splice(bytes, at, random);
                break;
            case 10 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 11 when random.Next(20) == 0:
                Nest(bytes, at, length, random);
                break;
            default:
                break;
        }
    }

    /// <summary>A piece over and over, for nesting and for counts.</summary>
    private void Nest(List<byte> bytes, int at, int length, Random random)
    {
        var piece = words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : [.. bytes.GetRange(at, length)];
        if (piece.Length == 0)
            return;
        for (var left = Math.Min(1 << random.Next(13), maxLength - bytes.Count); left >= piece.Length; left -= piece.Length)
            bytes.InsertRange(at, piece);
    }

    private void Splice(List<byte> bytes, int at, Random random)
    {
        var other = corpus[random.Next(corpus.Count)];
        var from = random.Next(other.Length + 1);
        var piece = other.AsSpan(from, random.Next(other.Length - from + 1)).ToArray();
        if (random.Next(2) == 0)
            bytes.RemoveRange(at, bytes.Count - at);
        bytes.InsertRange(at, piece);
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[1 + random.Next(8)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>A number at a limit, in one of the widths and orders that lengths have.</summary>
    private static byte[] Number(Random random)
    {
        var bytes = new byte[8];
        var value = Numbers[random.Next(Numbers.Length)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        var wide = bytes[(8 - (1 << random.Next(4)))..];
        if (random.Next(2) == 0)
            Array.Reverse(wide);
        return wide;
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (var i = 0; i < piece.Length && at + i < bytes.Count; i++)
            bytes[at + i] = piece[i];
    }

    // Neighbouring seeds must not make alike inputs.
    private static int HashCode(long seed) => (int)(((ulong)seed * 0x9E3779B97F4A7C15) >> 32);
}
