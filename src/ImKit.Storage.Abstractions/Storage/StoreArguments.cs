namespace ImKit.Storage;

/// <summary>The ranges that the seams state for their arguments. A provider calls these before it does anything, so that misuse is the
/// same <see cref="ArgumentException"/> everywhere.</summary>
public static class StoreArguments
{
    /// <summary>The most items of one append.</summary>
    public const int MaxBatch = 128;

    /// <summary>The most keys, rows or results of one call.</summary>
    public const int MaxKeys = 1000;

    /// <summary>The bytes of a payload hash.</summary>
    public const int PayloadHashLength = 32;

    /// <summary>The most users that one entry mentions.</summary>
    public const int MaxMentions = 100;

    /// <summary>The number of feed sections.</summary>
    public const int FeedSections = 1024;

    /// <summary>The most feed versions that one call reserves.</summary>
    public const int MaxVersions = 1_000_000;

    /// <summary>Checks the batch of an append: 1 to <see cref="MaxBatch"/> items, each with a hash of <see cref="PayloadHashLength"/> bytes and at most <see cref="MaxMentions"/> mentions.</summary>
    /// <param name="batch">What the caller gave.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static void RequireBatch(IReadOnlyList<AppendRequest> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireRange(batch.Count, 1, MaxBatch, nameof(batch));
        for (var i = 0; i < batch.Count; i++)
        {
            var length = batch[i].PayloadHash.Length;
            if (length != PayloadHashLength)
                throw new ArgumentException($"A payload hash has {PayloadHashLength} bytes, that of item {i} has {length}.", nameof(batch));
            if (batch[i].Mentions.Count > MaxMentions)
                throw new ArgumentException($"An entry mentions at most {MaxMentions} users, item {i} mentions {batch[i].Mentions.Count}.", nameof(batch));
        }
    }

    /// <summary>Checks a list of keys or rows: <paramref name="min"/> to <see cref="MaxKeys"/>.</summary>
    /// <param name="list">What the caller gave.</param>
    /// <param name="min">The fewest allowed.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static void RequireKeys<T>(IReadOnlyList<T> list, int min = 1)
    {
        ArgumentNullException.ThrowIfNull(list);
        RequireRange(list.Count, min, MaxKeys, nameof(list));
    }

    /// <summary>Checks a limit: 1 to <see cref="MaxKeys"/>.</summary>
    /// <param name="limit">What the caller gave.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static void RequireLimit(int limit) => RequireRange(limit, 1, MaxKeys, nameof(limit));

    /// <summary>Checks a reservation: a section below <see cref="FeedSections"/>, 1 to <see cref="MaxVersions"/> versions.</summary>
    /// <param name="section">What the caller gave.</param>
    /// <param name="count">What the caller gave.</param>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public static void RequireReservation(int section, int count)
    {
        RequireRange(section, 0, FeedSections - 1, nameof(section));
        RequireRange(count, 1, MaxVersions, nameof(count));
    }

    /// <summary>Checks what is asked of sections: a known kind, 1 to <see cref="Sections.Count"/> different numbers, a node.</summary>
    /// <param name="kind">What the caller gave.</param>
    /// <param name="numbers">What the caller gave.</param>
    /// <param name="holder">What the caller gave.</param>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public static void RequireSections(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        RequireKind(kind);
        RequireRange(numbers.Count, 1, Sections.Count, nameof(numbers));
        if (holder.Node.Value.Length == 0)
            throw new ArgumentException("A holder is a node.", nameof(holder));
        var seen = 0UL;
        foreach (var number in numbers)
        {
            RequireSection(number);
            if ((seen & (1UL << number)) != 0)
                throw new ArgumentException($"Section {number} is named twice.", nameof(numbers));
            seen |= 1UL << number;
        }
    }

    /// <summary>Checks a kind of sections.</summary>
    /// <param name="kind">What the caller gave.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static void RequireKind(SectionKind kind) => RequireRange((int)kind, (int)SectionKind.Feed, (int)SectionKind.Dispatch, nameof(kind));

    /// <summary>Checks the number of a section: 0 to <see cref="Sections.Count"/> - 1.</summary>
    /// <param name="number">What the caller gave.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static void RequireSection(int number) => RequireRange(number, 0, Sections.Count - 1, nameof(number));

    /// <summary>Checks the time of a lease: above zero, at most an hour.</summary>
    /// <param name="lease">What the caller gave.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static void RequireLease(TimeSpan lease)
    {
        if (lease <= TimeSpan.Zero || lease > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(lease), lease, "Above zero and at most an hour is allowed.");
    }

    private static void RequireRange(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentOutOfRangeException(name, value, $"{min} to {max} are allowed.");
    }
}
