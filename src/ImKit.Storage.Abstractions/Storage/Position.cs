namespace ImKit.Storage;

/// <summary>A place in a log by both counters, so that arithmetic on it needs no look-up.</summary>
/// <param name="Seq">Entries of every kind up to and including here; 0 is before the first.</param>
/// <param name="Ordinal">Countable entries up to and including here.</param>
public readonly record struct Position(long Seq, long Ordinal)
{
    /// <summary>The later of two places of one log.</summary>
    public static Position Max(Position one, Position other) => one.Seq >= other.Seq ? one : other;
}
