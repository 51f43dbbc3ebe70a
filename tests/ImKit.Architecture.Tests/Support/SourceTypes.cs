using System.Text.RegularExpressions;

namespace ImKit.Architecture.Tests.Support;

/// <summary>Which folder of ImKit.Core each of its types is written in. Generated types are in none.</summary>
internal static partial class SourceTypes
{
    private const string Core = "src/ImKit.Core/";

    private static readonly Dictionary<string, string> s_folders = Read();

    public static IReadOnlySet<string> Folders { get; } = s_folders.Values.ToHashSet(StringComparer.Ordinal);

    /// <summary>The folder, or null for a type that is no source file's.</summary>
    public static string? FolderOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        var name = type.Name.Split('`')[0];
        return s_folders.GetValueOrDefault($"{type.Namespace}.{name}");
    }

    private static Dictionary<string, string> Read()
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Repository.Under(Core, ".cs"))
        {
            var path = file[Core.Length..].Split('/');
            if (path.Length < 2)
                continue;
            var text = Repository.Read(file);
            var space = Namespace().Match(text).Groups[1].Value;
            foreach (Match type in Declaration().Matches(text))
                folders[$"{space}.{type.Groups[1].Value}"] = path[0];
        }

        return folders;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public |internal |static |sealed |abstract |readonly |partial |ref )+(?:class|struct|interface|enum|record struct|record|delegate [\w<>?.]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
