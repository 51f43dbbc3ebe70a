using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;

namespace ImKit.Client.Replication;

/// <summary>How many of the entries that a connection pushed this device is done with, and when to say so. The replica's pump only.</summary>
/// <remarks>Said after a quarter of what the server leaves without an acknowledgement, or a moment after the last entry. Not while an entry that was pushed is still
/// to be pulled: what is acknowledged is on this device.</remarks>
internal sealed class Acks(TimeProvider time, Counters counters, Action wake)
{
    private const int MaxPulled = 32;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<string, long> _pulled = new(StringComparer.Ordinal);
    private Link? _link;
    private long _got;
    private long _dropped;
    private long _told;
    private bool _owes;
    private bool _rings;
    private volatile bool _rung;

    /// <summary>Whether so much was got that it is to be said at once, in the middle of more.</summary>
    public bool IsFull => Window > 0 && !_owes && _link!.DroppedEntries == _dropped && _got - _told >= Math.Max(1, Window / 4);

    private bool HasNews => _got > _told || _pulled.Count > 0;

    private int Window => _link?.Reply.Limits?.AckWindow ?? 0;

    /// <summary>Counts for this connection from now on, from its beginning.</summary>
    public void Use(Link link)
    {
        if (_link == link)
            return;
        // Nothing was said on this one yet: that nothing was got is said too, and tells the server that this device acknowledges.
        (_link, _got, _dropped, _told, _owes) = (link, 0, 0, -1, false);
    }

    /// <summary>A push of entries was handled.</summary>
    public void Got(Link link, int entries)
    {
        Use(link);
        _got += entries;
    }

    /// <summary>What was pushed is not all on this device yet; it is when there is nothing left to do.</summary>
    public void Owe() => _owes = true;

    /// <summary>Entries were pulled that somebody may wait to hear of.</summary>
    public void Pulled(string conversationId, long seq)
    {
        if (Window > 0)
            _pulled[conversationId] = seq;
    }

    /// <summary>Says what there is to say at the next occasion.</summary>
    public void Hurry() => _rung = true;

    /// <summary>There is nothing left to do. Says how far this device has got, if it is time to.</summary>
    /// <param name="dropped">Entries that were dropped on this device, and have been pulled by now.</param>
    /// <param name="cancel">Ends everything.</param>
    /// <returns>Whether something was said.</returns>
    public async ValueTask<bool> SettleAsync(long dropped, CancellationToken cancel)
    {
        (_owes, _got, _dropped) = (false, _got + dropped - _dropped, dropped);
        if (Window == 0 || !HasNews)
            return false;
        if (_told >= 0 && !_rung && !IsFull)
        {
            RingLater(cancel);
            return false;
        }

        await TellAsync(cancel).ConfigureAwait(false);
        return true;
    }

    public async ValueTask TellAsync(CancellationToken cancel)
    {
        _rung = false;
        _told = _got;
        var request = new Wire.AckRequest { Count = _got };
        foreach (var (id, seq) in _pulled.Take(MaxPulled).ToArray())
        {
            request.Pulled.Add(new Wire.DeliveredPlace { ConversationId = id, Seq = seq });
            _pulled.Remove(id);
        }

        counters.Acks.Add();
        try
        {
            await _link!.TellAsync(Operations.Ack, request, cancel).ConfigureAwait(false);
        }
        catch (ConnectionLostException)
        {
            // The next connection begins anew.
        }
    }

    private void RingLater(CancellationToken cancel)
    {
        if (_rings)
            return;
        _rings = true;
        _ = RingAsync(cancel);
    }

    private async Task RingAsync(CancellationToken cancel)
    {
        await Task.Delay(Moment, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _rings = false;
        _rung = true;
        wake();
    }
}
