using ImKit.Transports;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>Bytes of which each tells its place, so that one lost, doubled or displaced is seen.</summary>
internal static class TransportPattern
{
    public static byte At(long position) => (byte)((position * 2654435761) >> 13);

    public static byte[] Bytes(long position, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = At(position + i);
        return bytes;
    }

    public static void Check(ReadOnlySpan<byte> bytes, long position)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(position + i))
                Assert.Fail($"Byte {position + i} is not the one that was sent.");
        }
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
