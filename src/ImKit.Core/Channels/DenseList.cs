using System.Collections;

namespace ImKit.Channels;

/// <summary>A list without gaps: removing moves the last item into the place. Loop thread only.</summary>
/// <param name="placed">Told an item's new place; -1 when it leaves.</param>
internal sealed class DenseList<T>(Action<T, int> placed) : IReadOnlyList<T>
    where T : class
{
    private T[] _items = new T[16];

    public int Count { get; private set; }

    public T this[int index] => _items[index];

    public void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count] = item;
        placed(item, Count++);
    }

    public void RemoveAt(int index)
    {
        var item = _items[index];
        Count--;
        if (index != Count)
        {
            _items[index] = _items[Count];
            placed(_items[index], index);
        }

        _items[Count] = null!;
        placed(item, -1);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
