namespace ImKit.Transport.Tests.Support;

internal static class Deadline
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Long);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long);

    /// <summary>Waits for something that gives no signal, such as the operating system's own tables.</summary>
    public static async Task Until(Func<bool> holds, string what)
    {
        var until = DateTime.UtcNow + Long;
        while (!holds())
        {
            if (DateTime.UtcNow > until)
                Assert.Fail("Still not so: " + what);
            await Task.Delay(5);
        }
    }
}
