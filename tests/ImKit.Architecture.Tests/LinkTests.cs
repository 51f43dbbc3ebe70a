using System.Text.RegularExpressions;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>What one page says of another file holds: links lead somewhere, the example is the sample.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_resolves() =>
        Check.None(Links().Where(static link => !Resolves(link.Page, link.Target)).Select(static link => $"{link.Page}: {link.Target}"));

    [Fact]
    public void The_example_of_the_readme_is_the_embedded_sample() =>
        Assert.Equal(Repository.ReadLines("samples/Embedded/Program.cs"), Assert.Single(Markdown.Blocks("README.md", "csharp")));

    private static IEnumerable<(string Page, string Target)> Links()
    {
        foreach (var page in Repository.Under("", ".md"))
        {
            foreach (var line in Markdown.Prose(page))
            {
                foreach (Match link in Link().Matches(line))
                {
                    if (!link.Groups[1].Value.Contains("://", StringComparison.Ordinal) && !link.Groups[1].Value.StartsWith("mailto:", StringComparison.Ordinal))
                        yield return (page, link.Groups[1].Value);
                }
            }
        }
    }

    private static bool Resolves(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page : Normal(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
        if (path is null || !Repository.Exists(path))
            return false;
        return parts.Length == 1 || (path.EndsWith(".md", StringComparison.Ordinal) && Markdown.Anchors(path).Contains(parts[1]));
    }

    /// <summary>Without dots; null if it leads out of the repository.</summary>
    private static string? Normal(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Repository.Root, path));
        var relative = Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) ? null : relative;
    }

    [GeneratedRegex(@"\]\(<?([^)>\s]+)>?\)")]
    private static partial Regex Link();
}
