namespace ImKit.Testing;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed on every platform and runtime version.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>0 to <paramref name="bound"/> − 1, by Lemire's multiplication; the bias is below 2⁻³² for the bounds used here.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Spreads the bits of a number.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
