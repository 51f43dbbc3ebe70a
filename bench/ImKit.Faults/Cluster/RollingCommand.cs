namespace ImKit.Faults.Cluster;

/// <summary><c>rolling</c>: restarts and kills in a cluster.</summary>
internal static class RollingCommand
{
    /// <returns>The exit code: 0 if nothing was found.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = ClusterSettings.Read(arguments);
        var folder = settings.Folder.Length > 0 ? Path.GetFullPath(settings.Folder) : Directory.CreateTempSubdirectory("imkit-faults-").FullName;
        var report = await new ClusterRun(settings, folder).RunAsync();
        foreach (var finding in report.Findings.Take(50))
            Console.WriteLine(finding);
        foreach (var failure in report.Devices.SelectMany(static device => device.Failures).Distinct().Take(5))
            Console.WriteLine($"told by a client: {failure}");
        foreach (var told in report.ServerErrors.Split('\n').Where(static line => line.Contains("The stop waited", StringComparison.Ordinal)))
            Console.WriteLine(told.Trim());
        Console.WriteLine(report.Line);
        if (settings.Report.Length > 0)
            await File.WriteAllTextAsync(settings.Report, report.ToMarkdown());
        if (!report.IsGood)
        {
            await CrowdFigures.SaveAsync(Path.Combine(folder, "histories"), report.Histories, report.ServerErrors);
            Console.WriteLine($"histories and data: {folder}");
        }
        else if (settings.Folder.Length == 0)
        {
            Directory.Delete(folder, recursive: true);
        }

        return report.IsGood ? 0 : 1;
    }
}
