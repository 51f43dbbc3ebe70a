using System.Text.RegularExpressions;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>What holds for every source file.</summary>
public sealed partial class SourceFileTests
{
    private static readonly string[] s_texts =
        [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".txt", ".proto", ".js", ".mjs", ".ts", ".html", ".css", ".yml", ".xml", ".config", ".sln", ".sh"];

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Check.None(Lengths().Where(static file => file.Lines > 400).Select(static file => $"{file.Name}: {file.Lines}"));

    [Fact]
    public void Half_of_the_files_have_at_most_60_lines_and_nine_in_ten_at_most_180()
    {
        var lengths = Lengths().Select(static file => file.Lines).Order().ToArray();
        Assert.InRange(lengths[lengths.Length / 2], 1, 60);
        Assert.InRange(lengths[lengths.Length * 9 / 10], 1, 180);
    }

    [Fact]
    public void No_file_names_a_folder_of_one_machine() =>
        Check.None(Texts().SelectMany(static file => Repository.ReadLines(file).Where(static line => MachinePath().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")));

    private static IEnumerable<(string Name, int Lines)> Lengths() =>
        Repository.Under("src/", ".cs").Select(static file => (file, Repository.ReadLines(file).Length));

    private static IEnumerable<string> Texts() =>
        Repository.Files.Where(static file => s_texts.Contains(Path.GetExtension(file)) || Path.GetExtension(file).Length == 0 || Path.GetFileName(file).StartsWith('.'));

    // Written so that it does not find itself.
    [GeneratedRegex(@"(?<![\w.])/(?:work|root|Users)/\w")]
    private static partial Regex MachinePath();
}
