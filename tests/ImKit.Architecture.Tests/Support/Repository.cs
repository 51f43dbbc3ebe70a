namespace ImKit.Architecture.Tests.Support;

/// <summary>The files of the repository, as paths relative to its root with forward slashes.</summary>
internal static class Repository
{
    private static readonly string[] s_ignored = ["bin", "obj", ".git", ".vs", ".idea", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(static path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Under(string folder, string extension) =>
        Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder)
    {
        // In a second working tree .git is a file.
        foreach (var file in Directory.EnumerateFiles(folder).Where(static file => Path.GetFileName(file) != ".git"))
            yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (s_ignored.Contains(Path.GetFileName(inner)))
                continue;
            foreach (var file in Walk(inner))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ImKit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests have to run inside the repository.");
    }
}
