namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A thread of its own, because SQLite blocks the one it is called on.</summary>
internal sealed class Worker
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    public Worker(string name, Action work)
    {
        _thread = new Thread(() =>
        {
            work();
            _ended.TrySetResult();
        })
        { Name = name, IsBackground = true };
    }

    /// <summary>Completes when the work is over.</summary>
    public Task Ended => _ended.Task;

    public void Start() => _thread.Start();

    public bool Join(TimeSpan timeout) => _thread.Join(timeout);
}
