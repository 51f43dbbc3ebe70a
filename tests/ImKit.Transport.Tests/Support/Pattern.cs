namespace ImKit.Transport.Tests.Support;

internal static class Pattern
{
    /// <summary>Bytes that show a loss, a repetition or a swap.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
