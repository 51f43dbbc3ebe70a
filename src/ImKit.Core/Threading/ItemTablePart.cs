using System.Numerics;

namespace ImKit.Threading;

/// <summary>A part of an <see cref="ItemTable{TKey,TItem,TKeyOf}"/>: open addressing, one slot after the other. Any thread.</summary>
/// <remarks>A slot that once held something is never empty again until the array is made anew, so a look-up beside a change misses nothing that stays.</remarks>
internal sealed class ItemTablePart<TKey, TItem, TKeyOf>
    where TKey : IEquatable<TKey>
    where TItem : class
    where TKeyOf : IKeyOf<TItem, TKey>
{
    private const int MinSlots = 8;
    private static readonly object Removed = new();
    private readonly Lock _changing = new();
    private object?[] _slots = new object?[MinSlots];
    private int _count;

    // Slots that are not empty: items, and marks of removed ones.
    private int _used;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<TItem> All => Volatile.Read(ref _slots).Where(static slot => slot != Removed).OfType<TItem>();

    public TItem? Find(TKey key, uint hash)
    {
        FindSlot(Volatile.Read(ref _slots), key, hash, out var item, out _);
        return item;
    }

    public TItem? Set(TItem item, uint hash)
    {
        lock (_changing)
        {
            var found = FindSlot(_slots, TKeyOf.Of(item), hash, out var replaced, out var free);
            if (found >= 0)
            {
                Volatile.Write(ref _slots[found], item);
                return replaced;
            }

            if (_slots[free] is null)
                _used++;
            Volatile.Write(ref _slots[free], item);
            Volatile.Write(ref _count, _count + 1);
            // A third stays empty, so that every search comes to an end soon.
            if (_used > _slots.Length / 3 * 2)
                Rebuild();
            return null;
        }
    }

    public bool Remove(TItem item, uint hash)
    {
        lock (_changing)
        {
            var found = FindSlot(_slots, TKeyOf.Of(item), hash, out var holder, out _);
            if (holder != item)
                return false;
            Volatile.Write(ref _slots[found], Removed);
            Volatile.Write(ref _count, _count - 1);
            if (_slots.Length > MinSlots && _count < _slots.Length / 8)
                Rebuild();
            return true;
        }
    }

    /// <summary>Looks for a key.</summary>
    /// <param name="slots">The array.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="found">The item; null if there is none.</param>
    /// <param name="free">The first slot on the way that holds no item.</param>
    /// <returns>Its slot; negative if there is none.</returns>
    private static int FindSlot(object?[] slots, TKey key, uint hash, out TItem? found, out int free)
    {
        free = -1;
        for (var i = (int)hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            var slot = Volatile.Read(ref slots[i]);
            if (slot != Removed && slot is TItem item)
            {
                if (!TKeyOf.Of(item).Equals(key))
                    continue;
                found = item;
                return i;
            }

            if (free < 0)
                free = i;
            if (slot is not null)
                continue;
            found = null;
            return -1;
        }
    }

    private void Rebuild()
    {
        var slots = new object?[Math.Max(MinSlots, (int)BitOperations.RoundUpToPowerOf2((uint)_count * 2))];
        foreach (var item in All)
        {
            var key = TKeyOf.Of(item);
            FindSlot(slots, key, ItemTable<TKey, TItem, TKeyOf>.Hash(key), out _, out var free);
            slots[free] = item;
        }

        _used = _count;
        Volatile.Write(ref _slots, slots);
    }
}
