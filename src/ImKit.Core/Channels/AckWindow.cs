using System.Runtime.InteropServices;
using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>The entries pushed on one connection, counted from its beginning in write order; and, once its client acknowledges, which of them it has not
/// acknowledged. Loop thread only.</summary>
/// <remarks>An entry is pushed when its frame is given to the connection, which then drops it no more; what still waits may be dropped and is not
/// pushed yet.</remarks>
internal sealed class AckWindow
{
    private Place[]? _places;
    private int _head;
    private int _count;

    /// <summary>Entries pushed.</summary>
    public long Pushed { get; private set; }

    /// <summary>Of them, those that the client is done with.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Entries that wait to be given to the connection.</summary>
    public int Waiting { get; set; }

    /// <summary>What was left out since it closed; null while it is open.</summary>
    public LeftOut? LeftOut { get; private set; }

    /// <summary>Whether nothing is on its way to the client that it would still acknowledge.</summary>
    public bool IsQuiet => Acknowledged == Pushed && Waiting == 0;

    /// <summary>Whether the client acknowledges; only then is there a limit.</summary>
    public bool IsInUse => _places is not null;

    /// <summary>The client acknowledges from now on.</summary>
    /// <param name="limit">Entries that may be on their way. A push has one at least, so there are as many places.</param>
    public void Use(int limit) => _places ??= new Place[limit];

    /// <summary>Whether the limit is kept if a push joins those on their way. One that is larger than the limit goes alone.</summary>
    public bool HasRoom(PushedEntries entries) => _places is not { } places || IsQuiet || Pushed - Acknowledged + Waiting + entries.Count <= places.Length;

    /// <summary>A push was given to the connection.</summary>
    public void Push(PushedEntries entries)
    {
        Pushed += entries.Count;
        // What was pushed before the client began to acknowledge has no place, and is not missed.
        if (_places is { } places && _count < places.Length)
            places[(_head + _count++) % places.Length] = new Place(entries, Pushed);
    }

    /// <summary>The client is done with so many.</summary>
    /// <param name="count">In all; less than was acknowledged before changes nothing.</param>
    /// <returns>False if that is more than were pushed.</returns>
    public bool TryAcknowledge(long count)
    {
        if (count < 0 || count > Pushed)
            return false;
        Acknowledged = Math.Max(Acknowledged, count);
        return true;
    }

    /// <summary>Takes out the next push that is acknowledged as a whole, oldest first.</summary>
    public bool TryTake(out PushedEntries? entries)
    {
        entries = null;
        if (_count == 0 || _places![_head].End > Acknowledged)
            return false;
        entries = _places[_head].Entries;
        _places[_head] = default;
        _head = (_head + 1) % _places.Length;
        _count--;
        return true;
    }

    /// <summary>Entries are left out from now on.</summary>
    public void Close() => LeftOut = new LeftOut();

    /// <summary>Entries are pushed again.</summary>
    /// <returns>What was left out.</returns>
    public LeftOut Open()
    {
        var leftOut = LeftOut!;
        LeftOut = null;
        return leftOut;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Place(PushedEntries entries, long end)
    {
        public readonly PushedEntries Entries = entries;

        /// <summary>Entries pushed up to and with these.</summary>
        public readonly long End = end;
    }
}
