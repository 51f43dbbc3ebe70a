namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Decides what one power cut leaves of the writes that were not synced.</summary>
internal sealed class Lottery
{
    private static readonly double[] Chances = [0, 0, 0.1, 0.5, 0.5, 0.9, 0.99, 1];
    private readonly Random _random;
    private readonly double _chance;

    public Lottery(Random random)
    {
        _random = random;
        _chance = Chances[random.Next(Chances.Length)];
        Sector = random.Next(2) == 0 ? 512 : 4096;
    }

    /// <summary>The bytes that a disk writes at once.</summary>
    public int Sector { get; }

    public bool Flips() => _random.Next(2) == 0;

    public bool Keeps() => _random.NextDouble() < _chance;

    /// <summary>How many of the first bytes of a sector's write arrive: none, all, or at times some.</summary>
    public int KeepsOf(int length)
    {
        if (!Keeps())
            return 0;
        return _random.Next(50) == 0 ? _random.Next(length) : length;
    }

    /// <summary>A number from 0 to the most: how far a sequence of changes to a folder came.</summary>
    public int UpTo(int most) => _chance switch
    {
        0 => 0,
        1 => most,
        _ => _random.Next(most + 1),
    };
}
