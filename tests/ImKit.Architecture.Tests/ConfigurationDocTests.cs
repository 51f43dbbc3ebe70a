using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>docs/configuration.md says what the code does.</summary>
public sealed partial class ConfigurationDocTests
{
    private const string Page = "docs/configuration.md";

    /// <summary>Defaults that depend on the machine.</summary>
    private static readonly string[] s_machine = ["Id", "Loops"];

    [Fact]
    public void Every_option_of_core_stands_there_with_its_default()
    {
        foreach (var (name, group, options) in Groups("", new ImKitOptions()))
        {
            var rows = Markdown.Rows(Page, name).Where(static row => row.Length == 4 && row[0].StartsWith('`')).ToDictionary(static row => row[0].Trim('`'), static row => row[1]);
            foreach (var option in options)
            {
                Assert.True(rows.ContainsKey(option.Name), $"{name}.{option.Name} is not documented");
                if (!s_machine.Contains(option.Name))
                    Assert.Equal((option.Name, Text(option.GetValue(group)!)), (option.Name, rows[option.Name].Replace(",", "", StringComparison.Ordinal)));
            }

            Check.None(rows.Keys.Except(options.Select(static option => option.Name)));
        }
    }

    [Fact]
    public void Every_limit_of_a_rooms_history_stands_there_with_its_default()
    {
        var rule = new RoomHistory();
        Assert.Equal(
            typeof(RoomHistory).GetProperties().Select(option => $"{option.Name} {Text(option.GetValue(rule)!)}").Order(StringComparer.Ordinal),
            Markdown.Rows(Page, "RoomHistory").Select(static row => $"{row[0].Trim('`')} {row[1].Replace(",", "", StringComparison.Ordinal)}").Order(StringComparer.Ordinal));
    }

    /// <summary>Groups of options, and those within them by <c>Group.Inner</c>.</summary>
    private static IEnumerable<(string Name, object Group, IReadOnlyList<PropertyInfo> Options)> Groups(string prefix, object group)
    {
        var all = group.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        var inner = Array.FindAll(all, static property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal));
        if (prefix.Length > 0 && inner.Length < all.Length)
            yield return (prefix, group, [.. all.Except(inner)]);
        foreach (var property in inner)
        {
            foreach (var found in Groups(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.GetValue(group)!))
                yield return found;
        }
    }

    [Theory]
    [InlineData("ImKit.Transport")]
    [InlineData("ImKit.Transport.Linux")]
    [InlineData("ImKit.AspNetCore")]
    [InlineData("ImKit.Storage.Sqlite")]
    [InlineData("ImKit.Storage.Postgres")]
    [InlineData("ImKit.Redis")]
    [InlineData("ImKit.RabbitMq")]
    [InlineData("ImKit.Kafka")]
    [InlineData("ImKit.Client")]
    public void Every_option_of_the_other_packages_stands_there(string package)
    {
        var missing = new List<string>();
        foreach (var file in Repository.Under($"src/{package}/", "Options.cs"))
        {
            var type = "";
            foreach (var line in Repository.ReadLines(file))
            {
                if (PublicClass().Match(line) is { Success: true } declared)
                    type = declared.Groups[1].Value;
                else if (Property().Match(line) is { Success: true } option && !Markdown.Rows(Page, type).Any(row => row[0] == $"`{option.Groups[1].Value}`"))
                    missing.Add($"{type}.{option.Groups[1].Value}");
            }
        }

        Check.None(missing);
    }

    [Fact]
    public void Every_metric_stands_there()
    {
        var names = Repository.Under("src/", ".cs").SelectMany(static file => MetricName().Matches(Repository.Read(file))).Select(static match => match.Groups[1].Value);
        Assert.Equal(names.Order(StringComparer.Ordinal), Markdown.Rows(Page, "Metrics").Select(static row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    private static string Text(object value) => value switch
    {
        TimeSpan time when time.TotalMinutes >= 1 => $"{time.TotalMinutes} min",
        TimeSpan time when time.TotalSeconds >= 1 => $"{time.TotalSeconds} s",
        TimeSpan time => $"{time.TotalMilliseconds} ms",
        Enum choice => $"`{choice}`",
        bool on => on ? "true" : "false",
        string { Length: 0 } => "empty",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.ICollection { Count: 0 } => "none",
        _ => value.ToString()!,
    };

    [GeneratedRegex(@"^public sealed class (\w+)")]
    private static partial Regex PublicClass();

    [GeneratedRegex(@"^    public [^()=]+ (\w+) \{ get;")]
    private static partial Regex Property();

    [GeneratedRegex(@"public const string \w+ = ""(imkit\.[\w.]+)"";")]
    private static partial Regex MetricName();
}
