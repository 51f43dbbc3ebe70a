namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>A disk that keeps only what was synced: bytes by a sync of their file, names by a sync of the folder.</summary>
internal sealed class Disk
{
    private readonly Dictionary<string, DiskFile> _seen = [];
    private readonly Dictionary<string, DiskFile> _durable = [];
    private readonly Unsynced<(string Name, DiskFile? File)> _unsynced = new();
    private readonly FileBytes _left = new();

    public void Apply(DiskEvent happened)
    {
        switch (happened)
        {
            case DiskEvent.Created created when !_seen.ContainsKey(created.Name):
                Name(created.Name, new DiskFile());
                break;
            case DiskEvent.Removed removed:
                Name(removed.Name, null);
                break;
            case DiskEvent.Written written:
                _seen[written.Name].Write(written.Offset, written.Data);
                break;
            case DiskEvent.Resized resized:
                _seen[resized.Name].Resize(resized.Length);
                break;
            case DiskEvent.SyncBegun { Name: "" } begun:
                _unsynced.BeginSync(begun.Thread);
                break;
            case DiskEvent.SyncBegun begun:
                _seen[begun.Name].BeginSync(begun.Thread);
                break;
            case DiskEvent.Synced { Name: "" } synced:
                foreach (var (name, file) in _unsynced.EndSync(synced.Thread))
                    Put(_durable, name, file);
                break;
            case DiskEvent.Synced synced:
                _seen[synced.Name].EndSync(synced.Thread);
                break;
        }
    }

    /// <summary>Writes into a folder what the disk holds after the power has gone.</summary>
    public void Cut(string folder, Lottery lottery)
    {
        var left = new Dictionary<string, DiskFile>(_durable);
        // Each name on its own: a file system may have noted the later of two changes and not the earlier.
        foreach (var changes in _unsynced.Changes.GroupBy(change => change.Name))
        {
            foreach (var (name, file) in changes.Take(lottery.UpTo(changes.Count())))
                Put(left, name, file);
        }

        foreach (var (name, file) in left)
        {
            file.Cut(lottery, _left);
            File.WriteAllBytes(Path.Combine(folder, name), _left.Span);
        }
    }

    private void Name(string name, DiskFile? file)
    {
        Put(_seen, name, file);
        _unsynced.Add((name, file));
    }

    private static void Put(Dictionary<string, DiskFile> names, string name, DiskFile? file)
    {
        if (file is null)
            names.Remove(name);
        else
            names[name] = file;
    }
}
