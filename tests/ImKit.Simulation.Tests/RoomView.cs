using System.Globalization;
using ImKit.Channels;

namespace ImKit.Simulated.Tests;

/// <summary>How far one device has come in one room with history.</summary>
internal sealed class RoomView
{
    // By publisher, in this epoch.
    private readonly Dictionary<string, long> _newest = [];

    public long Epoch { get; private set; }

    public long Seq { get; private set; }

    /// <summary>A join is on its way.</summary>
    public bool Asked { get; set; }

    public RoomPlace Place => new(Epoch, Seq);

    /// <summary>The connection is gone.</summary>
    public void Lose() => Asked = false;

    /// <summary>An answer.</summary>
    /// <returns>Whether something is missing between the position and what it brings.</returns>
    public bool OnAnswer(long epoch, long seq, int missed, bool reset)
    {
        Asked = false;
        if (reset || Epoch == 0 || epoch == 0)
        {
            (Epoch, Seq) = (epoch, seq);
            _newest.Clear();
        }

        return epoch != Epoch || seq - missed > Seq;
    }

    /// <summary>Whether a push is the next one; it then counts as told.</summary>
    public bool Takes(long epoch, long seq, string text)
    {
        if (epoch != Epoch || seq != Seq + 1)
            return false;
        Seq = seq;
        var parts = text.Split('|');
        var number = long.Parse(parts[1], CultureInfo.InvariantCulture);
        Assert.True(number > _newest.GetValueOrDefault(parts[0], -1), $"{text} came after {_newest.GetValueOrDefault(parts[0])}");
        _newest[parts[0]] = number;
        return true;
    }

    public bool IsBehind(long epoch, long seq) => Epoch != 0 && (epoch != Epoch || seq > Seq);
}
