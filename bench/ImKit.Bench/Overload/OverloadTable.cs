using System.Globalization;
using System.Text;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Overload;

/// <summary>The outcomes as Markdown: a column for each transport.</summary>
internal static class OverloadTable
{
    private static readonly (string Title, Func<OverloadOutcome, string> Cell)[] Rows =
    [
        ("members / of them stuck / disconnected", static o => $"{o.Members} / {o.Stuck} / {o.Disconnected}"),
        ("broadcasts wanted / held back because the server slowed the producer / sent / refused as busy", static o => $"{Text(o.Published + o.HeldBack)} / {Text(o.HeldBack)} / {Text(o.Published)} / {Text(o.Refused)}"),
        ("offered to members", static o => Text(o.Final.Offered)),
        ("handed over in full", static o => Text(o.Final.HandedOver)),
        ("dropped and counted", static o => Text(o.Final.Dropped)),
        ("**offered − handed over − dropped**", static o => $"**{Text(o.Unaccounted)}**"),
        ("waiting when the traffic was over", static o => Text(o.Loaded.Offered - o.Loaded.HandedOver - o.Loaded.Dropped)),
        ("received by all members, who read to the end", static o => Text(o.ToAll)),
        ("received twice or out of order", static o => Text(o.Misplaced)),
        ("received by those that read all the time, of what was offered to them", static o => $"{Text(o.ToReaders)} of {Text((o.Published - o.Refused) * (o.Members - o.Stuck))}"),
        ("verdict", static o => o.Holds ? "nothing lost without a count" : "**" + string.Join("; ", o.Violations()) + "**"),
    ];

    public static string Of(IReadOnlyList<(string Transport, OverloadOutcome Outcome)> outcomes, IReadOnlyList<string> failures, string policy, string head)
    {
        var text = new StringBuilder();
        text.AppendLine("| | |").AppendLine("| --- | --- |").AppendLine(head).AppendLine();
        text.AppendLine($"| {policy} | {string.Join(" | ", outcomes.Select(static outcome => TransportNames.TitleOf(outcome.Transport)))} |");
        text.AppendLine("| --- | " + string.Concat(Enumerable.Repeat("--- | ", outcomes.Count)));
        foreach (var (title, cell) in Rows)
            text.AppendLine($"| {title} | {string.Join(" | ", outcomes.Select(outcome => cell(outcome.Outcome)))} |");
        text.AppendLine();
        foreach (var failure in failures)
            text.AppendLine($"* left out: {failure}");
        return text.ToString();
    }

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
