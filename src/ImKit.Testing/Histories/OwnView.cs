namespace ImKit.Testing.Histories;

/// <summary>What one user has hidden from themself in one conversation: at least what was accepted, at most what was asked for, on any of their devices.</summary>
internal sealed class OwnView
{
    private readonly HashSet<long> _accepted = [];
    private readonly HashSet<long> _asked = [];

    public OwnView(HistoryWorld world, string user, string conversation)
    {
        var last = world.LogOf(conversation)?.Last ?? 0;
        var devices = world.Devices.Where(device => device.User == user).ToList();
        foreach (var own in devices.SelectMany(static device => device.Own).Where(own => own.Conversation == conversation))
            Take(own, last);
        // What a full read leaves out is gone, whether or not anybody was told so.
        Gone = [.. _accepted];
        foreach (var found in devices.Where(device => device.Ended).Select(device => device.Found.GetValueOrDefault(conversation)).OfType<SortedDictionary<long, HistoryEvent>>())
        {
            IsRead = true;
            Gone.UnionWith(found.Values.Where(entry => entry.EntryKind == HistoryChecker.Placeholder && _asked.Contains(entry.Seq)).Select(static entry => entry.Seq));
        }
    }

    /// <summary>Nothing up to here may be seen.</summary>
    public long ClearedAtLeast { get; private set; }

    /// <summary>Everything behind this is there.</summary>
    public long ClearedAtMost { get; private set; }

    /// <summary>Places that were removed for certain.</summary>
    public IReadOnlySet<long> Accepted => _accepted;

    /// <summary>Places that may be removed.</summary>
    public IReadOnlySet<long> Asked => _asked;

    /// <summary>Places that are removed, as far as is known: all of them if <see cref="IsRead"/>.</summary>
    public HashSet<long> Gone { get; }

    /// <summary>A device has read everything at its end, or nothing is in doubt.</summary>
    public bool IsExact => IsRead || _accepted.SetEquals(_asked);

    private bool IsRead { get; }

    private void Take(HistoryEvent own, long last)
    {
        switch (own.Kind)
        {
            case HistoryEventKind.Clear:
                ClearedAtMost = Math.Max(ClearedAtMost, own.Seq);
                break;
            case HistoryEventKind.Cleared:
                ClearedAtLeast = Math.Max(ClearedAtLeast, Math.Min(own.Seq, last));
                break;
            case HistoryEventKind.Remove:
                _asked.UnionWith(own.Seqs ?? []);
                break;
            default:
                _accepted.UnionWith(own.Seqs ?? []);
                break;
        }
    }
}
