using ImKit.Tests.Shared;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>Every wait of a test has a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = Until.Limit;

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task HoldsAsync(Func<bool> holds, string what) => Until.HoldsAsync(holds, what);
}
