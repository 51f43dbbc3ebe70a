using System.Globalization;
using System.Text.RegularExpressions;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>Event ids of log lines are promised: one each, in the range of their package.</summary>
public sealed partial class LogEventTests
{
    private static readonly IReadOnlyList<(int Id, string File)> s_events = Read();

    [Fact]
    public void Every_log_line_has_an_id_of_its_own()
    {
        Assert.NotEmpty(s_events);
        Check.None(s_events.GroupBy(static e => e.Id).Where(static same => same.Count() > 1).Select(static same => $"{same.Key}: {string.Join(", ", same.Select(static e => e.File))}"));
    }

    [Fact]
    public void Every_id_lies_in_the_documented_range_of_its_package()
    {
        var ranges = Markdown.Rows("docs/configuration.md", "Logs").Select(static row => (Bounds: row[0].Split('–'), Package: row[1].Trim('`'))).ToList();
        Assert.NotEmpty(ranges);
        Check.None(s_events.Where(e => !ranges.Any(range => e.File.StartsWith($"src/{range.Package}/", StringComparison.Ordinal)
            && e.Id >= Number(range.Bounds[0]) && e.Id <= Number(range.Bounds[1]))).Select(static e => $"{e.Id} in {e.File}"));
    }

    private static List<(int Id, string File)> Read()
    {
        var sources = Repository.Under("src/", ".cs").ToDictionary(static file => file, Repository.Read);
        var constants = sources.Values.Where(static text => Owner().IsMatch(text))
            .SelectMany(static text => Constant().Matches(text).Select(constant => ($"{Owner().Match(text).Groups[1].Value}.{constant.Groups[1].Value}", Number(constant.Groups[2].Value))))
            .ToDictionary(static constant => constant.Item1, static constant => constant.Item2);
        return [.. sources.SelectMany(source => Event().Matches(source.Value)
            .Select(match => match.Groups[1].Value)
            .Select(id => (char.IsDigit(id[0]) ? Number(id) : constants[id], source.Key)))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?([\w.]+)")]
    private static partial Regex Event();

    [GeneratedRegex(@"^(?:public|internal) static (?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Owner();

    [GeneratedRegex(@"(?:public|internal) const int (\w+) = (\d+);")]
    private static partial Regex Constant();
}
