namespace ImKit.EndToEnd.Tests.Support;

/// <summary>Where things are in this repository.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built program of a sample, or of a program for tests or measurements, of the same configuration as these tests.</summary>
    public static string ProgramOf(string sample)
    {
        var folder = ((string[])["samples", "tests", "bench"]).First(folder => Directory.Exists(Path.Combine(Root, folder, sample)));
        var program = Path.Combine(Root, folder, sample, "bin", Output.Parent!.Name, Output.Name, sample + ".dll");
        Assert.True(File.Exists(program), $"{program} is not built");
        return program;
    }

    /// <summary>A file in the folder of what tests leave behind for people to look at; git does not see it.</summary>
    public static string Artifact(string name)
    {
        var path = Path.Combine(Root, "artifacts", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = Output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImKit.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("these tests are run inside the repository");
    }
}
