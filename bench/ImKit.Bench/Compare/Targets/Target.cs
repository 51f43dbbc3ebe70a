namespace ImKit.Bench.Compare.Targets;

/// <summary>One promise about one contestant.</summary>
/// <param name="Text">The promise.</param>
/// <param name="Contestant">The id of whom it is about.</param>
/// <param name="Key">The figure.</param>
/// <param name="Limit">What the figure, or its ratio, may be.</param>
internal sealed record Target(string Text, string Contestant, string Key, double Limit)
{
    /// <summary>The contestant whose figure the contestant's is divided by; null for the figure itself.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the reference's figure is divided by the contestant's, and the limit is what has to be reached.</summary>
    public bool AtLeast { get; init; }

    public string Unit => Reference is null ? "" : " ×";

    /// <summary>From the medians; null if something was not measured.</summary>
    public double? Measured(Results results) =>
        Of(results.Median(Contestant, Key), Reference is null ? 1 : results.Median(Reference, Key));

    /// <summary>From each round in which all was measured.</summary>
    public IEnumerable<double> Rounds(Results results)
    {
        var own = results.Rounds(Contestant, Key);
        var others = Reference is null ? null : results.Rounds(Reference, Key);
        foreach (var (round, figure) in own)
        {
            if (others is null)
                yield return figure;
            else if (others.TryGetValue(round, out var other) && Of(figure, other) is { } ratio)
                yield return ratio;
        }
    }

    public bool IsMetBy(double measured) => AtLeast ? measured >= Limit : measured <= Limit;

    private double? Of(double? own, double? reference) => (own, reference) switch
    {
        (null, _) or (_, null) or (_, 0) => null,
        (0, _) when AtLeast => null,
        _ => AtLeast ? reference / own : own / reference,
    };
}
