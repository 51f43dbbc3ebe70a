namespace ImKit.Transport.Tests.Support;

/// <summary>Runs a delegate on a loop and tells when it has run.</summary>
internal sealed class LoopWork(Action action) : ILoopWork
{
    private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ran => _ran.Task;

    public void Run()
    {
        try
        {
            action();
            _ran.TrySetResult();
        }
        catch (Exception thrown)
        {
            _ran.TrySetException(thrown);
        }
    }
}

internal static class LoopExtensions
{
    /// <summary>Runs a delegate on the loop and waits for its end.</summary>
    public static Task On(this IEventLoop loop, Action action)
    {
        var work = new LoopWork(action);
        Assert.True(loop.Execute(work));
        return work.Ran.Soon();
    }
}
