using ImKit.Bench.Load;

namespace ImKit.Bench.Compare;

/// <summary>The reports of all rounds.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Contestant, string Scenario), List<LoadReport>> _reports = [];

    public void Add(Contestant contestant, Scenario scenario, LoadReport report)
    {
        if (!_reports.TryGetValue((contestant.Name, scenario.Title), out var list))
            _reports[(contestant.Name, scenario.Title)] = list = [];
        list.Add(report);
    }

    /// <summary>The median over the rounds; null if the contestant had no such run.</summary>
    public double? Median(string contestant, Scenario scenario, Func<LoadReport, double> figure)
    {
        if (!_reports.TryGetValue((contestant, scenario.Title), out var list))
            return null;
        var sorted = list.Select(figure).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How many times the reference's median a contestant's is.</summary>
    public double? Ratio(string contestant, string reference, Scenario scenario) =>
        Median(reference, scenario, static report => report.ServerSecondsPerMillion) is { } one and > 0
            ? Median(contestant, scenario, static report => report.ServerSecondsPerMillion) / one
            : null;

    public long Sum(string contestant, Scenario scenario, Func<LoadReport, long> figure) =>
        _reports.TryGetValue((contestant, scenario.Title), out var list) ? list.Sum(figure) : 0;
}
