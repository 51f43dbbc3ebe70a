using System.Text;

namespace ImKit.Bench.Compare;

/// <summary>The results as Markdown: a row for each server.</summary>
internal static class Table
{
    public static string Of(Results results, IReadOnlyList<Contestant> contestants, CompareSettings settings)
    {
        var columns = Column.All(settings);
        var text = new StringBuilder();
        text.AppendLine($"| server | {string.Join(" | ", columns.Select(static column => column.Title))} |");
        text.AppendLine("| --- | " + string.Concat(Enumerable.Repeat("--- | ", columns.Count)));
        foreach (var contestant in contestants)
        {
            var title = contestant.IsImKit ? $"**{contestant.Title}**" : contestant.Title;
            text.AppendLine($"| {title} | {string.Join(" | ", columns.Select(column => column.Cell(results, contestant.Id)))} |");
        }

        text.AppendLine();
        text.AppendLine("Room, echo, push, login: microseconds of server CPU per delivery, echo or login; in brackets the ratio to the C server that sends once per");
        text.AppendLine("member, for more than one waiting to the one that merges.");
        return text.ToString();
    }
}
