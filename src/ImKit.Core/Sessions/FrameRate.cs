namespace ImKit.Sessions;

/// <summary>A token bucket of frames, refilled by ticks; holds two seconds' worth. Eight bytes, for every connection has one. Loop thread only; not copied.</summary>
internal struct FrameRate
{
    // Frames taken and not yet refilled: a new bucket is full.
    private float _taken;

    // The low bits; a bucket that is left alone for 2^32 ticks may be less than full for a moment.
    private uint _tick;

    /// <summary>Takes one frame.</summary>
    /// <param name="perSecond">Frames a second; 0 for no limit.</param>
    /// <param name="now">Ticks.</param>
    /// <param name="ticksPerSecond">Ticks a second.</param>
    /// <returns>False if there was none left.</returns>
    public bool TryTake(int perSecond, long now, double ticksPerSecond)
    {
        if (perSecond <= 0)
            return true;
        var elapsed = unchecked((uint)now - _tick);
        _tick = unchecked((uint)now);
        _taken = Math.Max(0, _taken - (float)(elapsed * perSecond / ticksPerSecond));
        if (_taken + 1 > 2f * perSecond)
            return false;
        _taken++;
        return true;
    }
}
