using System.Collections.Concurrent;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Joins small writes of many callers into one transaction: while one is under way the next gathers, and after a large one the next gathers
/// a little longer. A lone write is written at once. Any thread.</summary>
/// <remarks>For writes that harm nobody when they are repeated, since one that fails fails those beside it too. One at a time: two at once were
/// half as large each, and had PostgreSQL write down that both held the same section.</remarks>
internal sealed class Gathered<TItem, TResult>(
    PostgresDatabase database, Func<NpgsqlConnection, IReadOnlyList<TItem>, CancellationToken, ValueTask<IReadOnlyList<TResult>>> write, Func<TItem, int> weight, int maxWeight)
{
    // From the beginning of one write to that of the next: as long as about a thousand rows a second come, which a write each would cost more than
    // the rows do. Fewer are never waited for as long as this.
    private static readonly TimeSpan SpacingOfOne = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestSpacing = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Waiting> _queue = new();
    private int _running;

    public ValueTask<TResult> WriteAsync(TItem item, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        database.Enter();
        var waiting = new Waiting(item);
        _queue.Enqueue(waiting);
        StartIfIdle();
        return new(cancel.CanBeCanceled ? waiting.Answer.Task.WaitAsync(cancel) : waiting.Answer.Task);
    }

    private void StartIfIdle()
    {
        if (!_queue.IsEmpty && Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            _ = WorkAsync();
    }

    private async Task WorkAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            var begun = database.Time.GetTimestamp();
            await WriteGroupAsync(group).ConfigureAwait(false);
            await SpaceAsync(begun, group.Sum(waiting => weight(waiting.Item))).ConfigureAwait(false);
        }

        Interlocked.Exchange(ref _running, 0);
        // Somebody may have come after the last look and have found it at work.
        StartIfIdle();
    }

    private List<Waiting> Take()
    {
        var group = new List<Waiting>();
        for (var sum = 0; sum < maxWeight && _queue.TryDequeue(out var waiting); sum += weight(waiting.Item))
            group.Add(waiting);
        return group;
    }

    private async ValueTask SpaceAsync(long begun, int rows)
    {
        var spacing = rows * SpacingOfOne;
        var left = (spacing < LongestSpacing ? spacing : LongestSpacing) - database.Time.GetElapsedTime(begun);
        if (left > TimeSpan.Zero && rows > 1)
            await Task.Delay(left, database.Time).ConfigureAwait(false);
    }

    private async ValueTask WriteGroupAsync(List<Waiting> group)
    {
        try
        {
            var results = await database.RunEnteredAsync(CallKind.Write, write, group.Column(static waiting => waiting.Item), CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < group.Count; i++)
                group[i].Answer.TrySetResult(results[i]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group)
                waiting.Answer.TrySetException(failure);
        }
        finally
        {
            foreach (var _ in group)
                database.Leave();
        }
    }

    private sealed record Waiting(TItem Item)
    {
        public TaskCompletionSource<TResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
