namespace ImKit.Threading;

/// <summary>Items by a key that they hold themselves. Changes take a lock of a part of the table; look-ups take none and allocate nothing. Any thread.</summary>
/// <remarks>A million live connections are in three such tables, so an entry is a slot of eight bytes in an array that is half full, and no object: a
/// concurrent dictionary takes 60 to 70.</remarks>
internal sealed class ItemTable<TKey, TItem, TKeyOf>
    where TKey : IEquatable<TKey>
    where TItem : class
    where TKeyOf : IKeyOf<TItem, TKey>
{
    // Each grows for itself, so that nobody waits for a million items to move.
    private const int PartBits = 6;
    private readonly ItemTablePart<TKey, TItem, TKeyOf>[] _parts = new ItemTablePart<TKey, TItem, TKeyOf>[1 << PartBits];

    public ItemTable()
    {
        for (var i = 0; i < _parts.Length; i++)
            _parts[i] = new();
    }

    /// <summary>Items; a moment's figure.</summary>
    public int Count
    {
        get
        {
            var sum = 0;
            foreach (var part in _parts)
                sum += part.Count;
            return sum;
        }
    }

    /// <summary>All items; what comes or goes meanwhile is among them or not.</summary>
    public IEnumerable<TItem> All => _parts.SelectMany(static part => part.All);

    public TItem? Find(TKey key)
    {
        var hash = Hash(key);
        return PartOf(hash).Find(key, hash);
    }

    /// <summary>Adds an item, or puts it in the place of the one with its key.</summary>
    /// <returns>The one that was there, or null.</returns>
    public TItem? Set(TItem item)
    {
        var hash = Hash(TKeyOf.Of(item));
        return PartOf(hash).Set(item, hash);
    }

    /// <summary>Removes this very item.</summary>
    /// <returns>False if it is not there.</returns>
    public bool Remove(TItem item)
    {
        var hash = Hash(TKeyOf.Of(item));
        return PartOf(hash).Remove(item, hash);
    }

    // The product's high bits choose the part, its low bits the slot: numbers in a row must not fall into one.
    internal static uint Hash(TKey key) => unchecked((uint)key.GetHashCode() * 2654435769u);

    private ItemTablePart<TKey, TItem, TKeyOf> PartOf(uint hash) => _parts[hash >> (32 - PartBits)];
}

/// <summary>Says what an item's key is. It never changes.</summary>
internal interface IKeyOf<TItem, TKey>
{
    static abstract TKey Of(TItem item);
}
