using System.Globalization;
using System.Text;
using ImKit.Testing.Histories;

namespace ImKit.Faults.Network;

/// <summary>The page of one or more runs.</summary>
internal static class NetworkPage
{
    public static string Of(NetworkSettings settings, IReadOnlyList<NetworkReport> runs)
    {
        var text = new StringBuilder();
        text.AppendLine("# The last runs of faults in a network").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Command: `dotnet run -c Release --project bench/ImKit.Faults -- {settings}`.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {runs.Sum(static run => run.Time.TotalMinutes):F0} min, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Three nodes over one Redis and one PostgreSQL. What it does is told in [Testing](../testing.md#a-bad-network).");
        foreach (var missing in NetworkServers.Missing())
            text.AppendLine(CultureInfo.InvariantCulture, $"Here: {missing}.");
        AppendRuns(text.AppendLine(), runs);
        AppendFaults(text.AppendLine(), runs);
        foreach (var run in runs)
        {
            foreach (var wrong in run.Problems.Concat(run.Findings.Take(20).Select(static finding => finding.ToString())))
                text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"* seed {run.Seed}: {wrong}");
        }

        return text.ToString();
    }

    private static void AppendRuns(StringBuilder text, IReadOnlyList<NetworkReport> runs)
    {
        text.AppendLine("| seed | faults | sent | acknowledged, edits and recalls too | of them twice or more tries | applied | gaps pulled | logins | well again after, at most, s | not well | **findings of the checker** |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var run in runs)
        {
            var all = run.Devices.Select(static device => device.Statistics).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {run.Seed} | {run.Faults} | {run.Count(HistoryEventKind.Send)} | {run.Count(HistoryEventKind.Ack)} | {all.Sum(static device => device.Retries)} | {run.Count(HistoryEventKind.Apply)} | {all.Sum(static device => device.Gaps)} | {all.Sum(static device => device.Logins)} | {run.Slowest.TotalSeconds:F1} | {run.Problems.Count()} | {run.Findings.Count} |");
        }
    }

    private static void AppendFaults(StringBuilder text, IReadOnlyList<NetworkReport> runs)
    {
        text.AppendLine("| fault | times | longest, s | alone | then well again after, at most, s |").AppendLine("| --- | --- | --- | --- | --- |");
        var parts = runs.SelectMany(static run => run.Rounds).SelectMany(static round => round.Round.Parts, static (round, part) => (round, part));
        foreach (var kind in parts.GroupBy(static entry => entry.part.Fault.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal))
        {
            var alone = kind.Where(static entry => entry.round.Round.Parts.Count == 1).Select(static entry => entry.round.Recovery.TotalSeconds).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind.Key} | {kind.Count()} | {kind.Max(static entry => entry.part.Length.TotalSeconds):F1} | {alone.Count} | {(alone.Count == 0 ? "" : alone.Max().ToString("F1", CultureInfo.InvariantCulture))} |");
        }
    }
}
