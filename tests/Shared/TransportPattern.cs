using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>Bytes of which each tells its place, so that one lost, doubled or displaced is seen.</summary>
internal static class TransportPattern
{
    // A prime, so that no block size hides a displacement.
    private const int Period = 65521;
    private static readonly byte[] Table = CreateTable();

    public static byte[] Bytes(long position, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var part = Part(position + done, count - done);
            part.CopyTo(bytes.AsSpan(done));
            done += part.Length;
        }

        return bytes;
    }

    public static void Check(ReadOnlySpan<byte> bytes, long position)
    {
        while (!bytes.IsEmpty)
        {
            var part = Part(position, bytes.Length);
            var same = bytes.CommonPrefixLength(part);
            if (same < part.Length)
                Assert.Fail($"Byte {position + same} is not the one that was sent.");
            bytes = bytes[same..];
            position += same;
        }
    }

    private static ReadOnlySpan<byte> Part(long position, int count)
    {
        var start = (int)(position % Period);
        return Table.AsSpan(start, Math.Min(count, Period - start));
    }

    private static byte[] CreateTable()
    {
        var table = new byte[Period];
        new Random(1).NextBytes(table);
        return table;
    }
}
