using System.Globalization;
using System.Text;

namespace ImKit.Bench.Compare.Targets;

/// <summary>What became of the targets, as Markdown.</summary>
internal static class TargetTable
{
    public static string Of(Results results, IReadOnlyList<Contestant> contestants, IReadOnlyCollection<Target> targets)
    {
        if (targets.Count == 0)
            return "";
        var text = new StringBuilder();
        text.AppendLine("| target | server | measured | verdict |");
        text.AppendLine("| --- | --- | --- | --- |");
        foreach (var target in targets)
        {
            var title = contestants.First(contestant => contestant.Id == target.Contestant).Title;
            var measured = target.Measured(results);
            var figure = measured is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{measured:0.00}{target.Unit}");
            text.AppendLine($"| {target.Text} | {title} | {figure} | {Verdict(target, measured, results)} |");
        }

        return text.ToString();
    }

    private static string Verdict(Target target, double? measured, Results results)
    {
        if (measured is not { } figure)
            return "not measured";
        var off = Math.Abs(figure - target.Limit) / target.Limit;
        var verdict = target.IsMetBy(figure)
            ? string.Create(CultureInfo.InvariantCulture, $"met, {off * 100:0} % to spare")
            : string.Create(CultureInfo.InvariantCulture, $"**missed** by {off * 100:0} %");
        var rounds = target.Rounds(results).Order().ToList();
        return rounds.Select(target.IsMetBy).Distinct().Count() < 2
            ? verdict
            : verdict + string.Create(CultureInfo.InvariantCulture, $", not decided: rounds from {rounds[0]:0.00} to {rounds[^1]:0.00}");
    }
}
