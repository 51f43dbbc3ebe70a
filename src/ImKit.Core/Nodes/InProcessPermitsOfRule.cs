namespace ImKit.Nodes;

/// <summary>The buckets of one rule, each as the time at which it is full again. Any thread; one lock.</summary>
internal sealed class InProcessPermitsOfRule
{
    private const int MaxBuckets = 65_536;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _fullAt = new(StringComparer.Ordinal);

    /// <summary>Takes permits off, in seconds of the clock: a permit is so much time until the bucket is full.</summary>
    public double[] Take(IReadOnlyList<PermitNote> notes, PermitTerms terms, double now)
    {
        var each = terms.Period.TotalSeconds / terms.Permits;
        lock (_gate)
        {
            var left = new double[notes.Count];
            for (var i = 0; i < left.Length; i++)
            {
                var full = Math.Max(now, _fullAt.GetValueOrDefault(notes[i].Subject)) + (notes[i].Taken * each);
                if (_fullAt.Count >= MaxBuckets && !_fullAt.ContainsKey(notes[i].Subject))
                    MakeRoom(now);
                _fullAt[notes[i].Subject] = full;
                left[i] = terms.Burst - ((full - now) / each);
            }

            return left;
        }
    }

    // Those that are full, and if that is not enough the fullest.
    private void MakeRoom(double now)
    {
        var fullest = _fullAt.Values.Order().ElementAt(MaxBuckets / 8);
        foreach (var (subject, _) in _fullAt.Where(one => one.Value <= Math.Max(now, fullest)).ToList())
            _fullAt.Remove(subject);
    }
}
