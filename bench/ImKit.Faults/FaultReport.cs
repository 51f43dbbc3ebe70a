using System.Globalization;
using System.Text;
using ImKit.Testing.Histories;

namespace ImKit.Faults;

/// <summary>What a run has seen.</summary>
internal sealed record FaultReport(
    FaultSettings Settings, TimeSpan Time, IReadOnlyList<Device> Devices, IReadOnlyList<History> Histories, IReadOnlyList<Finding> Findings, string ServerErrors)
{
    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Settings.Kills} kills, {Count(HistoryEventKind.Send)} sent, {Count(HistoryEventKind.Ack)} acknowledged, {Count(HistoryEventKind.Apply)} applied, {Findings.Count} findings, seed {Settings.Seed}, {Settings.Store}");

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("# The last run of kills").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Command: `dotnet run -c Release --project bench/ImKit.Faults -- --kills {Settings.Kills} --seed {Settings.Seed} --store {Settings.Store}`.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Time.TotalSeconds:F0} s, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. What it does is told in [Testing](../testing.md#kills).").AppendLine();
        text.AppendLine("| | |").AppendLine("| --- | --- |");
        foreach (var (what, number) in Rows())
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {number} |");
        foreach (var finding in Findings.Take(50))
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"* {finding}");
        return text.ToString();
    }

    /// <summary>Keeps the histories, for whoever wants to look closer.</summary>
    public async Task SaveAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var history in Histories)
            await history.WriteAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.err"), ServerErrors);
    }

    private IEnumerable<(string What, long Number)> Rows()
    {
        yield return ("kills (SIGKILL) and restarts of the server", Settings.Kills);
        yield return ("users, devices (with one witness each)", Devices.Count);
        yield return ("restarts of devices", Devices.Sum(static device => device.Restarts));
        yield return ("of them with an older store", Devices.Sum(static device => device.Restores));
        yield return ("logins", Sum(static device => device.Statistics.Logins));
        yield return ("messages sent (what waited in a store that was set back was given up)", Count(HistoryEventKind.Send));
        yield return ("acknowledged (again after an older store was restored, too)", Count(HistoryEventKind.Ack));
        yield return ("of them as duplicates of an earlier try", Sum(static device => device.Statistics.Duplicates));
        yield return ("tries that had to be repeated", Sum(static device => device.Statistics.Retries));
        yield return ("refused, because the sender was no member any more", Count(HistoryEventKind.Refuse));
        yield return ("entries applied on devices", Count(HistoryEventKind.Apply));
        yield return ("that came again and were passed over", Sum(static device => device.Statistics.Known));
        yield return ("gaps seen and pulled", Sum(static device => device.Statistics.Gaps));
        yield return ("conversations reset", Sum(static device => device.Statistics.Resets));
        yield return ("failures told by clients", Sum(static device => device.Statistics.Failures));
        yield return ("**findings of the checker**", Findings.Count);
    }

    private long Count(HistoryEventKind kind) => Histories.Sum(history => history.Events.LongCount(happened => happened.Kind == kind));

    private long Sum(Func<Device, long> what) => Devices.Sum(what);
}
