using System.Threading.Channels;

namespace ImKit.Kafka.Internal;

/// <summary>Handles messages: those of one key one after the other, those of different keys beside each other. Bounded: whoever posts waits for room first.</summary>
internal sealed class Lanes : IDisposable
{
    private readonly Channel<Delivery>[] _lanes;
    private readonly SemaphoreSlim _room;
    private readonly Func<Delivery, ValueTask> _handle;
    private readonly CancellationToken _stop;

    /// <param name="count">Messages handled beside each other at most.</param>
    /// <param name="capacity">Messages that are being handled or wait for it.</param>
    /// <param name="handle">Handles one. It does not throw.</param>
    /// <param name="stop">Ends it after the messages that are being handled.</param>
    public Lanes(int count, int capacity, Func<Delivery, ValueTask> handle, CancellationToken stop)
    {
        (_room, _handle, _stop) = (new SemaphoreSlim(capacity), handle, stop);
        _lanes = [.. Enumerable.Range(0, count).Select(_ => Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true }))];
        Working = Task.WhenAll(_lanes.Select(lane => WorkAsync(lane.Reader)));
    }

    /// <summary>Ends when nothing is being handled any more.</summary>
    public Task Working { get; }

    /// <summary>Waits for room, and with that blocks its thread.</summary>
    /// <exception cref="OperationCanceledException">It has ended.</exception>
    public void Post(Delivery delivery)
    {
        _room.Wait(_stop);
        _lanes[(delivery.Envelope?.Lane ?? 0) % (ulong)_lanes.Length].Writer.TryWrite(delivery);
    }

    public void Dispose() => _room.Dispose();

    private async Task WorkAsync(ChannelReader<Delivery> lane)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await _handle(await lane.ReadAsync(_stop).ConfigureAwait(false)).ConfigureAwait(false);
                _room.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
