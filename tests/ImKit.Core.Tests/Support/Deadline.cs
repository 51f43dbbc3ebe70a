namespace ImKit.Core.Tests.Support;

/// <summary>How long a test waits for what has to happen before it fails.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    public static Task Within(this Task task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().Within();
}
