using System.Globalization;

namespace ImKit.Deployments.Tests.Support;

/// <summary>Names that nobody else has: the tests of a class share their deployment. Any thread.</summary>
internal static class Names
{
    private static int s_last;

    public static string New(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref s_last)}");
}
