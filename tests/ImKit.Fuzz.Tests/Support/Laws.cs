namespace ImKit.Fuzz.Tests.Support;

/// <summary>Laws that several targets share.</summary>
internal static class Laws
{
    /// <summary>What is no JSON is refused by an exception of the framework's reader, which quotes the input in its message.</summary>
    public static T FrugalJson<T>(int length, Func<T> decode) => Frugal(length, decode, factor: 64, constant: 32768);

    /// <summary>Input costs memory in proportion: at most <paramref name="factor"/> times its length and a constant.</summary>
    /// <param name="length">Bytes of input.</param>
    /// <param name="decode">Runs on this thread to its end.</param>
    /// <param name="factor">4 by the rule; more where the documented form itself is wider.</param>
    /// <param name="constant">1 KiB by the rule.</param>
    public static T Frugal<T>(int length, Func<T> decode, int factor = 4, int constant = 1024)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = decode();
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        if (cost <= ((long)factor * length) + constant)
            return result;
        // The first time also pays for what is made once per process.
        before = GC.GetAllocatedBytesForCurrentThread();
        decode();
        cost = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(cost <= ((long)factor * length) + constant, $"{length} bytes of input cost {cost} bytes of memory; {factor} times and {constant} are allowed");
        return result;
    }
}
