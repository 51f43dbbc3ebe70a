using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>Writes a long pattern as Core does: as much as is taken, then on from OnWritable. Loop thread only.</summary>
internal sealed class TransportPatternWriter(TransportRecordingHandler server, long total, int block)
{
    private byte[] _bytes = [];
    private int _offset;
    private int _payload;
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
                _payload = (int)Math.Min(block, total - _position);
                _bytes = server.Encode(TransportPattern.Bytes(_position, _payload));
                _position += _payload;
                _offset = 0;
            }

            var left = _bytes.Length - _offset;
            var taken = server.Connection.Send(_bytes, _offset, left);
            Assert.InRange(taken, 0, left);
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
        if (_offset == _bytes.Length && count > 0)
            HandedOver += _payload;
    }
}
