namespace ImKit.Tests.Shared;

/// <summary>Waits for what gives no signal to this process: another process, the operating system, a report that comes now and then. The only place where
/// tests wait by real time; an architecture test sees to that.</summary>
internal static class Until
{
    /// <summary>Long enough for a busy machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks again and again until something holds.</summary>
    /// <param name="holds">What has to hold.</param>
    /// <param name="what">The same in words, for the message of a test that fails.</param>
    public static Task HoldsAsync(Func<bool> holds, string what) => HoldsAsync(() => Task.FromResult(holds()), what);

    /// <summary>As the other, for a look that takes time itself.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (!await holds().WaitAsync(Limit))
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"Still not so after {Limit.TotalSeconds} s: {what}.");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
