using System.Text;

namespace ImKit.Architecture.Tests.Support;

/// <summary>The little of Markdown that the tests read: headings, tables, code blocks.</summary>
internal static class Markdown
{
    /// <summary>Lines outside of code blocks.</summary>
    public static IEnumerable<string> Prose(string file)
    {
        var code = false;
        foreach (var line in Repository.ReadLines(file))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                code = !code;
            else if (!code)
                yield return line;
        }
    }

    /// <summary>The cells of the rows of the tables under a heading, up to the next heading; without head and rule.</summary>
    public static IReadOnlyList<string[]> Rows(string file, string heading)
    {
        var rows = new List<string[]>();
        var inside = false;
        var found = false;
        string? before = null;
        foreach (var line in Prose(file))
        {
            if (line.StartsWith('#'))
                found |= inside = line.TrimStart('#').Trim() == heading;
            if (inside && line.StartsWith("| ---", StringComparison.Ordinal) && before is not null)
                rows.RemoveAt(rows.Count - 1);
            else if (inside && line.StartsWith('|'))
                rows.Add([.. line.Trim().Trim('|').Split('|').Select(static cell => cell.Trim())]);
            before = line;
        }

        Assert.True(found, $"{file} has no heading '{heading}'");
        return rows;
    }

    /// <summary>The code blocks of a language, in order.</summary>
    public static IReadOnlyList<string[]> Blocks(string file, string language)
    {
        var blocks = new List<string[]>();
        List<string>? block = null;
        foreach (var line in Repository.ReadLines(file))
        {
            if (line == "```" + language)
            {
                block = [];
            }
            else if (line == "```" && block is not null)
            {
                blocks.Add([.. block]);
                block = null;
            }
            else
            {
                block?.Add(line);
            }
        }

        return blocks;
    }

    /// <summary>The anchors of a page's headings, as they are made from the text.</summary>
    public static IReadOnlySet<string> Anchors(string file)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Prose(file))
        {
            if (!line.StartsWith('#'))
                continue;
            var anchor = new StringBuilder();
            foreach (var c in line.TrimStart('#').Trim().ToLowerInvariant())
            {
                if (char.IsLetterOrDigit(c) || c is '-' or '_')
                    anchor.Append(c);
                else if (c == ' ')
                    anchor.Append('-');
            }

            anchors.Add(anchor.ToString());
        }

        return anchors;
    }
}
