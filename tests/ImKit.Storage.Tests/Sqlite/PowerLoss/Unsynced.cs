namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Changes of one file, or of the folder, that no sync has covered yet, oldest first.</summary>
internal sealed class Unsynced<T>
{
    private readonly List<T> _changes = [];
    private readonly Dictionary<int, long> _begun = [];
    private long _covered;

    public IReadOnlyList<T> Changes => _changes;

    public void Add(T change) => _changes.Add(change);

    public void BeginSync(int thread) => _begun[thread] = _covered + _changes.Count;

    /// <returns>What this sync has made durable.</returns>
    public List<T> EndSync(int thread)
    {
        var count = (int)Math.Max(0, _begun[thread] - _covered);
        var covered = _changes.GetRange(0, count);
        _changes.RemoveRange(0, count);
        _covered += count;
        return covered;
    }
}
