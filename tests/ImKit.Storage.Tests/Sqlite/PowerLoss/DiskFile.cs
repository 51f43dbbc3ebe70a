namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>One file on the modelled disk: what is durable, and what was done since.</summary>
internal sealed class DiskFile
{
    private readonly FileBytes _durable = new();
    private readonly Unsynced<Change> _unsynced = new();
    private long _length;

    public void Write(long offset, byte[] data)
    {
        _unsynced.Add(new Change(offset, data));
        _length = Math.Max(_length, offset + data.Length);
    }

    public void Resize(long length)
    {
        _unsynced.Add(new Change(length, null));
        _length = length;
    }

    public void BeginSync(int thread) => _unsynced.BeginSync(thread);

    public void EndSync(int thread)
    {
        foreach (var change in _unsynced.EndSync(thread))
        {
            if (change.Data is null)
                _durable.Resize(change.Offset);
            else
                _durable.Write(change.Offset, change.Data);
        }
    }

    /// <summary>The file after the power has gone: of what was not synced, whatever the lottery leaves.</summary>
    /// <param name="left">Becomes that.</param>
    public void Cut(Lottery lottery, FileBytes left)
    {
        left.CopyFrom(_durable);
        foreach (var (offset, data) in _unsynced.Changes)
        {
            if (data is not null)
                WriteSome(left, offset, data, lottery);
            else if (lottery.Keeps())
                left.Resize(offset);
        }

        // A file system may know of a file's new end before it has the bytes there.
        if (left.Length < _length && lottery.Flips())
            left.Resize(_length);
    }

    private static void WriteSome(FileBytes left, long offset, byte[] data, Lottery lottery)
    {
        for (var at = 0; at < data.Length;)
        {
            var length = (int)Math.Min(data.Length - at, lottery.Sector - ((offset + at) % lottery.Sector));
            var kept = lottery.KeepsOf(length);
            if (kept > 0)
                left.Write(offset + at, data.AsSpan(at, kept));
            at += length;
        }
    }

    /// <summary>A write, or with no data a new length.</summary>
    private readonly record struct Change(long Offset, byte[]? Data);
}
