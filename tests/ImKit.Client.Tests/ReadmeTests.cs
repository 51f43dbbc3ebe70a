namespace ImKit.Client.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_is_code_that_compiles()
    {
        var compiled = Between(Read("tests", "ImKit.Client.Tests", "ReadmeExample.cs"), "// begin", "// end").Select(static line => line.Length > 8 ? line[8..] : line.Trim());
        Assert.Equal(compiled, Between(Read("src", "ImKit.Client", "README.md"), "```csharp", "```"));
    }

    private static string[] Read(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ImKit.sln")))
            folder = folder.Parent!;
        return File.ReadAllLines(Path.Combine([folder.FullName, .. path]));
    }

    private static IEnumerable<string> Between(string[] lines, string begin, string end) =>
        lines.SkipWhile(line => line.Trim() != begin).Skip(1).TakeWhile(line => line.Trim() != end);
}
