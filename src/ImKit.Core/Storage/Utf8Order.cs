namespace ImKit.Storage;

/// <summary>The order of two texts by their UTF-8 bytes, which is that of databases. UTF-16's differs where surrogates stand. Pure.</summary>
internal static class Utf8Order
{
    public static int Compare(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        if (same == one.Length || same == other.Length)
            return one.Length.CompareTo(other.Length);
        char a = one[same], b = other[same];
        // A surrogate stands for a code point above all that one char can hold.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
