using ImKit.Transports;
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

/// <summary>Writes a long pattern as Core does: as much as is taken, then on from OnWritable. Loop thread only.</summary>
internal sealed class TransportPatternWriter(IConnection connection, long total, int block)
{
    private byte[] _bytes = [];
    private int _offset;
    private long _position;

    public long HandedOver { get; private set; }

    public int TimesBlocked { get; private set; }

    public bool Done => HandedOver == total;

    public void Write()
    {
        while (HandedOver < total)
        {
            if (_offset == _bytes.Length)
            {
                _bytes = TransportPattern.Bytes(_position, (int)Math.Min(block, total - _position));
                _position += _bytes.Length;
                _offset = 0;
            }

            var left = _bytes.Length - _offset;
            var taken = connection.Send(_bytes, _offset, left);
            Assert.InRange(taken, 0, left);
            if (connection.Framing == Framing.Message)
                Assert.True(taken == 0 || taken == left, "a message was taken in part");
            Take(taken);
            if (taken < left)
            {
                TimesBlocked++;
                return;
            }
        }
    }

    public void OnWritable(int taken)
    {
        Assert.InRange(taken, 0, _bytes.Length - _offset);
        Take(taken);
        Write();
    }

    private void Take(int count)
    {
        _offset += count;
        HandedOver += count;
    }
}
