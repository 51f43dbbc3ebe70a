using System.Globalization;
using System.Text;
using ImKit.Testing.Histories;

namespace ImKit.Faults;

/// <summary>What all devices have seen, in figures.</summary>
internal static class CrowdFigures
{
    public static IEnumerable<(string What, long Number)> Rows(IReadOnlyList<Device> devices, IReadOnlyList<History> histories, IReadOnlyList<Finding> findings)
    {
        long Sum(Func<Device, long> what) => devices.Sum(what);
        yield return ("users, devices (with one witness each)", devices.Count);
        yield return ("restarts of devices", Sum(static device => device.Restarts));
        yield return ("of them with an older store", Sum(static device => device.Restores));
        yield return ("logins", Sum(static device => device.Statistics.Logins));
        yield return ("messages sent (what waited in a store that was set back was given up)", Count(histories, HistoryEventKind.Send));
        yield return ("acknowledged, edits and recalls too (again after an older store was restored)", Count(histories, HistoryEventKind.Ack));
        yield return ("of them as duplicates of an earlier try", Sum(static device => device.Statistics.Duplicates));
        yield return ("tries that had to be repeated", Sum(static device => device.Statistics.Retries));
        yield return ("refused: the sender was no member any more, or another change was faster", Count(histories, HistoryEventKind.Refuse));
        yield return ("edits and recalls asked for", Count(histories, HistoryEventKind.Edit) + Count(histories, HistoryEventKind.Recall));
        yield return ("entries that full reads at the end brought", Count(histories, HistoryEventKind.Found));
        yield return ("entries applied on devices", Count(histories, HistoryEventKind.Apply));
        yield return ("that came again and were passed over", Sum(static device => device.Statistics.Known));
        yield return ("gaps seen and pulled", Sum(static device => device.Statistics.Gaps));
        yield return ("conversations reset", Sum(static device => device.Statistics.Resets));
        yield return ("failures told by clients", Sum(static device => device.Statistics.Failures));
        yield return ("**findings of the checker**", findings.Count);
    }

    public static long Count(IReadOnlyList<History> histories, HistoryEventKind kind) => histories.Sum(history => history.Events.LongCount(happened => happened.Kind == kind));

    /// <summary>Rows as a table, and what was found under it.</summary>
    public static void Append(StringBuilder text, IEnumerable<(string What, long Number)> rows, IReadOnlyList<Finding> findings)
    {
        text.AppendLine("| | |").AppendLine("| --- | --- |");
        foreach (var (what, number) in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {number} |");
        foreach (var finding in findings.Take(50))
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"* {finding}");
    }

    /// <summary>Keeps the histories, for whoever wants to look closer.</summary>
    public static async Task SaveAsync(string folder, IReadOnlyList<History> histories, string serverErrors)
    {
        Directory.CreateDirectory(folder);
        foreach (var history in histories)
            await history.WriteAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.err"), serverErrors);
    }
}
