namespace ImKit.Transport.Tests.Support;

internal static class Deadline
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Long);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long);

    /// <summary>Waits for something that gives no signal, such as the operating system's own tables.</summary>
    public static Task Until(Func<bool> holds, string what) => ImKit.Tests.Shared.Until.HoldsAsync(holds, what);
}
