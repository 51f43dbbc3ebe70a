namespace ImKit.Sessions;

/// <summary>A token bucket of frames, refilled by ticks; holds two seconds' worth. Loop thread only; not copied.</summary>
internal struct FrameRate
{
    private float _tokens;
    private long _tick;
    private bool _begun;

    /// <summary>Takes one frame.</summary>
    /// <param name="perSecond">Frames a second; 0 for no limit.</param>
    /// <param name="now">Ticks.</param>
    /// <param name="ticksPerSecond">Ticks a second.</param>
    /// <returns>False if there was none left.</returns>
    public bool TryTake(int perSecond, long now, double ticksPerSecond)
    {
        if (perSecond <= 0)
            return true;
        var burst = 2f * perSecond;
        _tokens = _begun ? Math.Min(burst, _tokens + (float)((now - _tick) * perSecond / ticksPerSecond)) : burst;
        _begun = true;
        _tick = now;
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }
}
