namespace ImKit.Bench.Compare;

/// <summary>Figures by contestant, key and round.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Contestant, string Key), SortedDictionary<int, double>> _figures = [];

    public void Add(string contestant, string key, int round, double figure)
    {
        if (!_figures.TryGetValue((contestant, key), out var rounds))
            _figures[(contestant, key)] = rounds = [];
        rounds[round] = figure;
    }

    /// <summary>The median over the rounds; null if there is no figure.</summary>
    public double? Median(string contestant, string key)
    {
        if (!_figures.TryGetValue((contestant, key), out var rounds))
            return null;
        var sorted = rounds.Values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How many times the reference's median a contestant's is; null if either is missing.</summary>
    public double? Ratio(string contestant, string reference, string key) =>
        Median(reference, key) is { } one and > 0 ? Median(contestant, key) / one : null;

    /// <summary>The figure of each round.</summary>
    public IReadOnlyDictionary<int, double> Rounds(string contestant, string key) =>
        _figures.TryGetValue((contestant, key), out var rounds) ? rounds : new SortedDictionary<int, double>();
}
