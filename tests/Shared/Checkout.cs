namespace ImKit.Tests.Shared;

/// <summary>Where things are in this repository.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file in the folder of what tests leave behind for people and for the report; git does not see it.</summary>
    public static string Artifact(string name)
    {
        var path = Path.Combine(Root, "artifacts", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ImKit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("these tests are run inside the repository");
    }
}
