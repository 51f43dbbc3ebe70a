using System.Globalization;
using System.Text;
using ImKit.Testing.Histories;

namespace ImKit.Faults.Cluster;

/// <summary>What a run over a cluster has seen.</summary>
internal sealed record ClusterReport(
    ClusterSettings Settings, TimeSpan Time, IReadOnlyList<Restart> Restarts, IReadOnlyDictionary<string, int> Kills, int FailedStarts,
    IReadOnlyList<Device> Devices, IReadOnlyList<History> Histories, IReadOnlyList<Finding> Findings, string ServerErrors)
{
    public bool IsGood => Findings.Count == 0 && Restarts.All(static restart => restart.ExitCode == 0);

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Restarts.Count} rolling restarts, {Kills.Values.Sum()} kills, {Count(HistoryEventKind.Send)} sent, {Count(HistoryEventKind.Ack)} acknowledged, {Count(HistoryEventKind.Apply)} applied, {Of(FindingKind.Lost)} lost, {Of(FindingKind.Duplicated)} duplicated, {Of(FindingKind.Reordered)} reordered, {Findings.Count} findings, seed {Settings.Seed}");

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(Settings.Kills > 0 ? "# The last kills in a cluster" : "# The last rolling restarts").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Command: `dotnet run -c Release --project bench/ImKit.Faults -- {Settings}`.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Time.TotalSeconds:F0} s, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Three nodes as processes over one Redis and one PostgreSQL. What it does is told in [Testing](../testing.md#rolling-restarts).").AppendLine();
        AppendRestarts(text);
        CrowdFigures.Append(text, Rows(), Findings);
        return text.ToString();
    }

    private void AppendRestarts(StringBuilder text)
    {
        if (Restarts.Count == 0)
            return;
        text.AppendLine(CultureInfo.InvariantCulture, $"Each node lets its clients go over {Settings.Drain} s and admits {Settings.Logins} logins a second, with a burst of {Math.Max(1, Settings.Logins / 10)}. Clients / {Settings.Drain} s is what leaves a node in a second; the other two share it, and each client waits a random time up to 5 s more.").AppendLine();
        text.AppendLine("| restart | clients | of them leave a second | ended after, s | exit code | most logins in a second at the others | told to come back |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        for (var i = 0; i < Restarts.Count; i++)
        {
            var restart = Restarts[i];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {i + 1}, node {restart.Node} | {restart.Clients} | {restart.Clients / (double)Settings.Drain:F1} | {restart.Drained.TotalSeconds:F1} | {restart.ExitCode} | {restart.PeakText} | {restart.Refused} |");
        }

        text.AppendLine();
    }

    private IEnumerable<(string What, long Number)> Rows()
    {
        if (Restarts.Count > 0)
            yield return ("restarts in order (SIGTERM)", Restarts.Count);
        foreach (var (name, count) in Kills.OrderBy(static kill => kill.Key, StringComparer.Ordinal))
            yield return ($"kills (SIGKILL) and restarts: {name}", count);
        yield return ("starts of nodes that failed, because Redis or PostgreSQL did not answer in time, and were tried again", FailedStarts);
        yield return ("clients that only stay connected", Settings.Idle);
        foreach (var row in CrowdFigures.Rows(Devices, Histories, Findings))
            yield return row;
        yield return ("of them lost, duplicated, reordered", Of(FindingKind.Lost) + Of(FindingKind.Duplicated) + Of(FindingKind.Reordered));
    }

    private int Of(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);

    private long Count(HistoryEventKind kind) => CrowdFigures.Count(Histories, kind);
}
