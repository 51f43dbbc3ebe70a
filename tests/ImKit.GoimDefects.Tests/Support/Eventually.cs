namespace ImKit.GoimDefects.Tests.Support;

/// <summary>Waits for what gives no signal to this process.</summary>
internal static class Eventually
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Looks again and again until something holds.</summary>
    public static async Task HoldsAsync(Func<bool> holds, string what)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (!holds())
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail("Still not so: " + what);
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
