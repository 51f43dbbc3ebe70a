namespace ImKit.Client.Connections;

/// <summary>Keeps within what a server takes: so many requests without an answer, so many frames a second. Any thread.</summary>
/// <remarks>Two of the requests are kept back for heartbeat and renewal: where nothing else fits, the server must still read those.</remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for owns nothing, and late callers must find it.")]
internal sealed class RequestGate(int inFlight, int perSecond, TimeProvider time)
{
    private const int KeptBack = 2;
    private const int UsualRate = 80;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(Math.Max(1, inFlight - KeptBack));
    private long _filled = time.GetTimestamp();
    private double _tokens = 2.0 * perSecond;

    /// <summary>By what the application asks for and the server has told; a fifth of its rate is left for heartbeats and for clocks that differ.</summary>
    public static RequestGate For(ImKitClientOptions options, Wire.Limits? limits)
    {
        var told = limits is { FramesPerSecond: > 0 } ? Math.Max(1, limits.FramesPerSecond * 4 / 5) : UsualRate;
        return new RequestGate(limits?.RequestsInFlight ?? 1, options.FramesPerSecond > 0 ? options.FramesPerSecond : told, options.Time);
    }

    /// <summary>Waits for a place and for the rate. Give the place back by <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            while (Take() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void Leave() => _places.Release();

    /// <summary>Takes one token, or says how long until there is one.</summary>
    private TimeSpan Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(2.0 * perSecond, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_tokens < 1)
                return TimeSpan.FromSeconds((1 - _tokens) / perSecond) + TimeSpan.FromMilliseconds(1);
            _tokens--;
            return TimeSpan.Zero;
        }
    }
}
