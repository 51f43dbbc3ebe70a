using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>When an append begins. A store that answers at once is asked at once. One that has to wait for a disk or a server is asked for much at a
/// time, because most of an append costs the same for one message and for sixty. Guarded by the lanes' lock; pure.</summary>
/// <param name="most">Appends that may be under way at once.</param>
internal sealed class AppendPace(int most)
{
    /// <summary>Worth an append of its own while another is under way.</summary>
    public const int Full = StoreArguments.MaxBatch / 2;

    /// <summary>So little that a second append beside the first costs nobody anything.</summary>
    public const int Few = 4;

    /// <summary>An append that takes longer is worth to be filled.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(1);

    /// <summary>How long those whom a large append has answered may take to send again, before the next begins without them.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    /// <summary>How long somebody waits behind an append of other conversations: one that hangs holds up nobody else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private int _running;
    private int _taken;
    private int _goal;
    private bool _slow;

    /// <summary>Requests that wait and could be taken: none of their lane is under way.</summary>
    public int Ready { get; set; }

    /// <summary>Whether it waits for those whom the last append has answered.</summary>
    public bool Gathers => _goal > 0;

    /// <summary>After what time what is ready is taken in any case.</summary>
    public TimeSpan LongestWait => _goal > 0 ? Gathering : Patience;

    /// <summary>Whether an append is to begin now; if so, it is counted as running.</summary>
    public bool TryBegin()
    {
        if (Ready == 0 || _running == most || !IsWorthIt)
            return false;
        _running++;
        return true;
    }

    /// <summary>Somebody has waited for <see cref="LongestWait"/>. Whether an append is to begin now; if so, it is counted as running.</summary>
    public bool TryBeginLate()
    {
        _goal = 0;
        if (Ready == 0 || _running == most)
            return false;
        _running++;
        return true;
    }

    /// <summary>An append that runs has taken so many.</summary>
    public void Take(int count)
    {
        Ready -= count;
        _taken += count;
        _goal = 0;
    }

    /// <summary>An append has ended, and is no longer counted as running.</summary>
    public void End(int count, TimeSpan took)
    {
        _running--;
        _taken -= count;
        if (count > 0)
            _slow = took >= Slow;
        _goal = _slow && _running == 0 && count > Few ? count : 0;
    }

    private bool IsWorthIt => !_slow || Ready >= Full || (_running == 0 ? Ready >= _goal : _taken + Ready <= Few);
}
