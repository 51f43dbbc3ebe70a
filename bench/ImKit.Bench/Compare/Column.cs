using System.Globalization;

namespace ImKit.Bench.Compare;

/// <summary>One column of the table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Keys">What stands in a cell, one behind the other.</param>
/// <param name="Reference">The contestant that the first figure is divided by, in brackets; null for none.</param>
internal sealed record Column(string Title, string[] Keys, string? Reference = null)
{
    public static List<Column> All(CompareSettings settings)
    {
        List<Column> columns = [.. Scenario.ByCpu(settings).Select(static scenario => new Column(scenario.Title, [Compare.Keys.Cpu(scenario.Id)], scenario.Reference))];
        foreach (var window in settings.Windows.Where(static window => window > 1))
        {
            var room = Scenario.RoomId(settings.Members[0], window);
            columns.Add(new($"{window} waiting: joined into one write", [Compare.Keys.Joined(room)]));
            columns.Add(new($"{window} waiting: µs per write", [Compare.Keys.CpuPerWrite(room)], Contestant.LimitMerged));
        }

        var lone = Scenario.Lone.Id;
        columns.Add(new("lone message, p50 / p99 ms", [Compare.Keys.P50(lone), Compare.Keys.P99(lone)]));
        var rooms = new[] { settings.Windows[0], settings.Windows[^1] }.Distinct().ToList();
        columns.Add(new(
            $"bytes allocated per broadcast, {string.Join(" / ", rooms)} waiting",
            [.. rooms.Select(window => Compare.Keys.Allocated(Scenario.RoomId(settings.Members[0], window)))]));
        columns.Add(new("idle KB, as it is / collected", [Compare.Keys.IdleKilobytes, Compare.Keys.IdleCollected]));
        columns.Add(new("µs per login", [Compare.Keys.LoginCpu], Contestant.LimitDirect));
        columns.Add(new("logins/s", [Compare.Keys.LoginRate]));
        columns.Add(new("ms to listening", [Compare.Keys.StartMilliseconds]));
        return columns;
    }

    public string Cell(Results results, string contestant)
    {
        var figures = Keys.Select(key => results.Median(contestant, key)).ToList();
        while (figures.Count > 1 && figures[^1] is null)
            figures.RemoveAt(figures.Count - 1);
        var text = string.Join(" / ", figures.Select(Number));
        var ratio = Reference is null ? null : results.Ratio(contestant, Reference, Keys[0]);
        return ratio is null ? text : string.Create(CultureInfo.InvariantCulture, $"{text} ({ratio:0.00} ×)");
    }

    public static string Number(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 1 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
