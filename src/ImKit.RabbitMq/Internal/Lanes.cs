using System.Threading.Channels;

namespace ImKit.RabbitMq.Internal;

/// <summary>Handles messages: those of one key one after the other, those of different keys beside each other. Bounded.</summary>
internal sealed class Lanes
{
    private readonly Channel<Delivery>[] _lanes;
    private readonly Task _working;

    /// <param name="count">Messages handled beside each other at most.</param>
    /// <param name="capacity">Messages that may wait in each lane.</param>
    /// <param name="handle">Handles one. It does not throw.</param>
    /// <param name="stop">Ends it after the messages that are being handled.</param>
    public Lanes(int count, int capacity, Func<Delivery, ValueTask> handle, CancellationToken stop)
    {
        _lanes = [.. Enumerable.Range(0, count).Select(_ => Channel.CreateBounded<Delivery>(new BoundedChannelOptions(capacity) { SingleReader = true }))];
        _working = Task.WhenAll(_lanes.Select(lane => WorkAsync(lane.Reader, handle, stop)));
    }

    /// <summary>Ends when nothing is being handled any more.</summary>
    public Task Working => _working;

    public ValueTask PostAsync(Delivery delivery, CancellationToken cancel)
    {
        var lane = (delivery.Envelope?.Lane ?? 0) % (ulong)_lanes.Length;
        return _lanes[lane].Writer.WriteAsync(delivery, cancel);
    }

    private static async Task WorkAsync(ChannelReader<Delivery> lane, Func<Delivery, ValueTask> handle, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
                await handle(await lane.ReadAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
