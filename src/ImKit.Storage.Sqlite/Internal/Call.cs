namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A piece of work that waits for a thread with a session. The caller waits for its task, the thread runs it.</summary>
/// <typeparam name="TSession">What the thread brings: the writer's or a reader's session.</typeparam>
internal abstract class Call<TSession>
{
    /// <summary>Whether the caller waits no more.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Does the work and keeps its result: once, or again after all that it did was rolled back. What it throws goes to <see cref="Fail"/>.</summary>
    public abstract void Run(TSession session);

    /// <summary>Hands the result over: for a write after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A function as a call.</summary>
internal sealed class Call<TSession, TArgument, TResult>(Func<TSession, TArgument, TResult> run, TArgument argument) : Call<TSession>
{
    // Continuations elsewhere: host code must not run on the writer's thread.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public override bool IsOver => _done.Task.IsCompleted;

    public override void Run(TSession session) => _result = run(session, argument);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Waits for the outcome. Who gives up leaves a call that is skipped if it has not begun.</summary>
    /// <exception cref="StorageException">The time is over.</exception>
    public async ValueTask<TResult> WaitAsync(TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            // Of real time, whatever clock the host has: a disk does not know of a virtual one.
            return await _done.Task.WaitAsync(timeout, TimeProvider.System, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            _done.TrySetCanceled(CancellationToken.None);
            throw new StorageException($"SQLite did not answer within {timeout}.", late);
        }
        catch (OperationCanceledException)
        {
            _done.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }
}
