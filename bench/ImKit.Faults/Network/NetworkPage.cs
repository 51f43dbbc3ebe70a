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
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {runs.Sum(static run => run.Time.TotalMinutes):F0} min, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Three nodes over one Redis and one PostgreSQL{(settings.Broker == "rabbitmq" ? ", talking over one RabbitMQ" : "")}. What it does is told in [Testing](../testing.md#a-bad-network).");
        foreach (var missing in NetworkServers.Missing())
            text.AppendLine(CultureInfo.InvariantCulture, $"Here: {missing}.");
        AppendRuns(text.AppendLine(), runs);
        AppendStuck(text.AppendLine(), runs);
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

    private static void AppendStuck(StringBuilder text, IReadOnlyList<NetworkReport> runs)
    {
        text.AppendLine("How long messages between all other devices took, while nobody was stuck and while one client read nothing and the link of another hung; in turns, after the last fault:").AppendLine();
        text.AppendLine("| seed | messages × devices | median, ms | 99 of 100 at most, ms | with stuck clients: messages × devices | median, ms | 99 of 100 at most, ms | median is × | the 99th is × | closed for reading nothing |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (quiet, stuck, closed, seed) in runs.Select(static run => (run.Stuck.Quiet, run.Stuck.Stuck, run.Stuck.Closed, run.Seed)))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {seed} | {quiet.Count} | {quiet.Median:F1} | {quiet.P99:F0} | {stuck.Count} | {stuck.Median:F1} | {stuck.P99:F0} | {stuck.Median / quiet.Median:F2} | {stuck.P99 / quiet.P99:F2} | {closed} |");
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
