namespace ImKit.Sessions;

/// <summary>What one subject has left of one rule on this node, and what other nodes have not been told of. Any thread; its lock is held for an addition.</summary>
/// <param name="terms">The rule's.</param>
/// <param name="now">Seconds.</param>
internal sealed class PermitBucket(PermitPace terms, double now)
{
    // What is a whole permit but for the rounding of sums is one.
    private const double Rounding = 1e-6;
    private readonly Lock _gate = new();
    private double _left = terms.Burst;
    private double _at = now;
    private double _since = now;
    private int _untold;
    private bool _waits;
    private bool _gone;

    /// <summary>Takes a permit.</summary>
    /// <param name="time">Seconds.</param>
    /// <param name="shared">Whether other nodes are told.</param>
    public PermitOutcome Take(double time, bool shared)
    {
        lock (_gate)
        {
            if (_gone)
                return PermitOutcome.Gone;
            Fill(time);
            if (_left < 1 - Rounding)
                return PermitOutcome.None;
            _left--;
            return shared && Note(time) ? PermitOutcome.Tell : PermitOutcome.Taken;
        }
    }

    /// <summary>Takes what others have not been told of; they are told now.</summary>
    public int TakeUntold()
    {
        lock (_gate)
        {
            var untold = _untold;
            (_untold, _waits) = (0, false);
            return untold;
        }
    }

    /// <summary>Learns what is left over all nodes, without what was taken here since they were told. What this node would not give by itself it does not give.</summary>
    /// <returns>Whether there is less than this node knew of, by a permit or more.</returns>
    public bool Lower(double left, double time)
    {
        lock (_gate)
        {
            Fill(time);
            left -= _untold;
            var lowered = _left - left >= 1;
            _left = Math.Min(_left, left);
            return lowered;
        }
    }

    /// <summary>Gives up a bucket that is full: a new one would be the same.</summary>
    public bool TryEnd(double time)
    {
        lock (_gate)
        {
            Fill(time);
            _gone = _left >= terms.Burst - Rounding && !_waits;
            return _gone;
        }
    }

    /// <returns>Whether there is enough to tell, and nobody knows of that yet.</returns>
    private bool Note(double time)
    {
        // Who takes little is not worth a word.
        if (!_waits && time - _since > PermitPace.Patience)
            (_untold, _since) = (0, time);
        _untold++;
        if (_waits || _untold < terms.WorthTelling)
            return false;
        (_waits, _since) = (true, time);
        return true;
    }

    private void Fill(double time)
    {
        if (time <= _at)
            return;
        _left = Math.Min(terms.Burst, _left + ((time - _at) * terms.PerSecond));
        _at = time;
    }
}

/// <summary>What became of asking for a permit.</summary>
internal enum PermitOutcome
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>There was one.</summary>
    Taken = 1,

    /// <summary>There was one, and by now others are to be told.</summary>
    Tell = 2,

    /// <summary>The bucket was given up; take another.</summary>
    Gone = 3,
}

/// <summary>How a rule's buckets fill, and when others are told of what was taken.</summary>
/// <param name="rule">The rule.</param>
internal sealed class PermitPace(RateRule rule)
{
    /// <summary>So many seconds what is not worth telling is remembered.</summary>
    public const double Patience = 10;

    public double Burst { get; } = rule.Burst;

    public double PerSecond { get; } = rule.Permits / rule.Period.TotalSeconds;

    /// <summary>Less than this is not told.</summary>
    public int WorthTelling { get; } = Math.Max(1, rule.Burst / 16);
}
