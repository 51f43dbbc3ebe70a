using System.Globalization;
using System.Text;

namespace ImKit.Bench.Compare;

/// <summary>The results as Markdown.</summary>
internal static class Table
{
    public static string Of(Results results, IReadOnlyList<Contestant> contestants, bool ownGenerator)
    {
        var text = new StringBuilder();
        text.Append("| server |");
        foreach (var scenario in Scenario.All)
            text.Append(CultureInfo.InvariantCulture, $" {scenario.Title} |");
        text.AppendLine(" p50 / p99, room 1 (ms) | B allocated per delivery, room 1 / 8 | idle KB, as it is / collected | µs per login | logins/s |");
        text.AppendLine("| --- | " + string.Concat(Enumerable.Repeat("--- | ", Scenario.All.Length + 5)));
        foreach (var contestant in contestants)
            Row(text, results, contestant);
        text.AppendLine();
        text.AppendLine("Cells: microseconds of server CPU per operation; in brackets how many times that of the C server (the merging one for 8 waiting).");
        foreach (var scenario in Scenario.All.Take(2))
            Peers(text, results, contestants, scenario);
        if (results.Median(Contestant.LimitDirect, Scenario.All[0], static report => report.Ops) is null)
            text.AppendLine("Without `--limit` and `--loadgen` there is no C server to compare with: no ratios to it.");
        if (ownGenerator)
            text.AppendLine("Driven by the generator of this program.");
        return text.ToString();
    }

    private static void Row(StringBuilder text, Results results, Contestant contestant)
    {
        var name = contestant.Name;
        text.Append(CultureInfo.InvariantCulture, $"| {name} |");
        foreach (var scenario in Scenario.All)
        {
            text.Append(' ').Append(Number(results.Median(name, scenario, static report => report.ServerSecondsPerMillion)));
            if (results.Ratio(name, scenario.Reference, scenario) is { } ratio)
                text.Append(CultureInfo.InvariantCulture, $" ({ratio:0.00} ×)");
            text.Append(" |");
        }

        var (one, eight, idle) = (Scenario.All[0], Scenario.All[1], Scenario.Idle);
        text.Append(CultureInfo.InvariantCulture, $" {Number(results.Median(name, one, static r => r.P50 / 1000))} / {Number(results.Median(name, one, static r => r.P99 / 1000))} |");
        text.Append(CultureInfo.InvariantCulture, $" {Number(results.Median(name, one, static r => r.AllocatedPerOp))} / {Number(results.Median(name, eight, static r => r.AllocatedPerOp))} |");
        text.Append(CultureInfo.InvariantCulture, $" {Number(results.Median(name, idle, static r => r.ResidentPerConnection))} / {Number(results.Median(name, idle, static r => r.ResidentCollected == 0 ? 0 : (r.ResidentCollected - r.ResidentBefore) / (double)r.N))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $" {Number(results.Median(name, idle, static r => r.ServerMicrosecondsPerConnect))} | {results.Median(name, idle, static r => r.ConnectsPerSecond):0} |");
    }

    private static void Peers(StringBuilder text, Results results, IReadOnlyList<Contestant> contestants, Scenario scenario)
    {
        var parts = contestants
            .Where(static contestant => contestant.Name.StartsWith("ImKit", StringComparison.Ordinal))
            .Select(contestant => (contestant.Name, Ratio: results.Ratio(Contestant.SignalR, contestant.Name, scenario)))
            .Where(static part => part.Ratio is not null)
            .Select(static part => string.Create(CultureInfo.InvariantCulture, $"{part.Ratio:0.0} × {part.Name}"));
        text.AppendLine(CultureInfo.InvariantCulture, $"SignalR (JSON), {scenario.Title}: {string.Join(", ", parts)}.");
    }

    private static string Number(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 1 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
