namespace ImKit.Storage;

/// <summary>The ranges that the seams state for their arguments. Pure.</summary>
internal static class StoreArguments
{
    public const int MaxBatch = 128;
    public const int MaxKeys = 1000;

    public static void RequireLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxKeys);
    }

    public static void RequireCount(int count, int min, int max, string what)
    {
        if (count < min || count > max)
            throw new ArgumentOutOfRangeException(what, count, $"{min} to {max} are allowed.");
    }

    public static void RequireBatch(IReadOnlyList<AppendRequest> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireCount(batch.Count, 1, MaxBatch, nameof(batch));
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].PayloadHash.Length != PayloadHash.Length)
                throw new ArgumentException($"A payload hash has {PayloadHash.Length} bytes, that of item {i} has {batch[i].PayloadHash.Length}.", nameof(batch));
        }
    }
}
