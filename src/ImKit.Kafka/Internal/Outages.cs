namespace ImKit.Kafka.Internal;

/// <summary>Which partitions take no messages, so that publishing to them fails at once. Any thread.</summary>
/// <remarks>A partition that has failed is tried with a message for nobody, until one is confirmed. Each by itself: while a broker of Kafka's is away only its
/// partitions are, until others have taken them over.</remarks>
internal sealed class Outages(KafkaContext context, int partitions, Func<int, Task> tryAsync) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private readonly bool[] _down = new bool[partitions];
    private readonly int[] _trying = new int[partitions];
    private readonly Task[] _tries = [.. Enumerable.Repeat(Task.CompletedTask, partitions)];
    private int _downCount;
    private long _since;

    public bool IsAny => Volatile.Read(ref _downCount) > 0;

    public bool IsDown(int partition) => Volatile.Read(ref _down[partition]);

    /// <summary>A message was not confirmed in time, or refused like all others will be.</summary>
    public void NoteFailure(int partition, string reason)
    {
        SetDown(partition, reason);
        Suspect(partition, reason);
    }

    /// <summary>There is a sign that Kafka may be away: looks soon, before messages have waited for it.</summary>
    public void Suspect(int partition, string reason)
    {
        if (Interlocked.Exchange(ref _trying[partition], 1) == 0)
            _tries[partition] = TryUntilUpAsync(partition, reason);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tries).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task TryUntilUpAsync(int partition, string reason)
    {
        while (!await IsConfirmedAsync(partition, reason).ConfigureAwait(false))
            await Task.Delay(s_pause, context.Time, _stop.Token).ConfigureAwait(false);
        // First this: a failure from now on begins anew.
        Volatile.Write(ref _trying[partition], 0);
        SetUp(partition);
    }

    private async ValueTask<bool> IsConfirmedAsync(int partition, string reason)
    {
        try
        {
            var trying = tryAsync(partition);
            try
            {
                await trying.WaitAsync(s_patience, context.Time, _stop.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                SetDown(partition, reason);
                await trying.WaitAsync(_stop.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (PublishFailedException failure)
        {
            SetDown(partition, failure.Message);
            return false;
        }
    }

    private void SetDown(int partition, string reason)
    {
        if (Interlocked.Exchange(ref _down[partition], true) || Interlocked.Increment(ref _downCount) > 1)
            return;
        Volatile.Write(ref _since, context.Time.GetTimestamp());
        context.Statistics.CountOutage();
        KafkaLog.Down(context.Log, reason);
    }

    private void SetUp(int partition)
    {
        if (Interlocked.Exchange(ref _down[partition], false) && Interlocked.Decrement(ref _downCount) == 0)
            KafkaLog.Up(context.Log, context.Time.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds);
    }
}
