using System.Globalization;
using System.Text;
using ImKit.Testing.Histories;

namespace ImKit.Faults;

/// <summary>What a run has seen.</summary>
internal sealed record FaultReport(
    FaultSettings Settings, TimeSpan Time, IReadOnlyList<Device> Devices, IReadOnlyList<History> Histories, IReadOnlyList<Finding> Findings, string ServerErrors)
{
    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Settings.Kills + Settings.DatabaseKills} kills, {Settings.FullDisks} times a full disk, {Count(HistoryEventKind.Send)} sent, {Count(HistoryEventKind.Ack)} acknowledged, {Count(HistoryEventKind.Apply)} applied, {Findings.Count} findings, seed {Settings.Seed}, {Settings.Store}");

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("# The last run of kills").AppendLine();
        var fullDisks = Settings.FullDisks > 0 ? string.Create(CultureInfo.InvariantCulture, $" --full-disks {Settings.FullDisks}") : "";
        var databaseKills = Settings.DatabaseKills > 0 ? string.Create(CultureInfo.InvariantCulture, $" --database-kills {Settings.DatabaseKills}") : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"Command: `dotnet run -c Release --project bench/ImKit.Faults -- --kills {Settings.Kills}{databaseKills}{fullDisks} --seed {Settings.Seed} --store {Settings.Store}`.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Time.TotalSeconds:F0} s, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. What it does is told in [Testing](../testing.md#kills).").AppendLine();
        CrowdFigures.Append(text, Rows(), Findings);
        return text.ToString();
    }

    public Task SaveAsync(string folder) => CrowdFigures.SaveAsync(folder, Histories, ServerErrors);

    private IEnumerable<(string What, long Number)> Rows()
    {
        yield return ("kills (SIGKILL) and restarts of the server", Settings.Kills);
        if (Settings.DatabaseKills > 0)
            yield return ("kills and restarts of PostgreSQL under the running server, a quarter of them 5 to 15 s apart", Settings.DatabaseKills);
        if (Settings.FullDisks > 0)
            yield return ("times the disk of the SQLite file was full, a quarter of them for 5 to 15 s, and a third ended by a kill of the server", Settings.FullDisks);
        foreach (var row in CrowdFigures.Rows(Devices, Histories, Findings))
            yield return row;
    }

    private long Count(HistoryEventKind kind) => CrowdFigures.Count(Histories, kind);
}
