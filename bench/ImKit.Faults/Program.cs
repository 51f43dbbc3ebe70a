using ImKit.Faults;
using ImKit.Faults.Cluster;
using ImKit.Faults.Network;
using ImKit.Testing.Histories;

// dotnet run -c Release --project bench/ImKit.Faults -- --kills 200 --seed 1 --store sqlite
// dotnet run -c Release --project bench/ImKit.Faults -- rolling --restarts 10            three nodes, restarted one after the other; or --kills 50
// dotnet run -c Release --project bench/ImKit.Faults -- network --seed 1 --minutes 3     three nodes, and all that can go wrong between processes
// dotnet run -c Release --project bench/ImKit.Faults -- check FOLDER     looks through histories that were kept
if (args is ["check", var kept])
{
    var found = HistoryChecker.Check(await History.ReadFolderAsync(kept));
    foreach (var kind in found.GroupBy(static finding => finding.Kind))
        Console.WriteLine($"{kind.Key}: {kind.Count()}, such as {kind.First()}");
    return found.Count == 0 ? 0 : 1;
}

FaultSettings settings;
try
{
    if (args is ["rolling", ..])
        return await RollingCommand.RunAsync(args[1..]);
    if (args is ["network", ..])
        return await NetworkCommand.RunAsync(args[1..]);
    settings = FaultSettings.Read(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

var folder = settings.Folder.Length > 0 ? Path.GetFullPath(settings.Folder) : Directory.CreateTempSubdirectory("imkit-faults-").FullName;
var report = await new FaultRun(settings, folder).RunAsync();
foreach (var finding in report.Findings.Take(50))
    Console.WriteLine(finding);
foreach (var failure in report.Devices.SelectMany(static device => device.Failures).Distinct().Take(5))
    Console.WriteLine($"told by a client: {failure}");
Console.WriteLine(report.Line);
if (settings.Report.Length > 0)
    await File.WriteAllTextAsync(settings.Report, report.ToMarkdown());
if (report.Findings.Count > 0)
{
    await report.SaveAsync(Path.Combine(folder, "histories"));
    Console.WriteLine($"histories and data: {folder}");
}
else if (settings.Folder.Length == 0)
{
    Directory.Delete(folder, recursive: true);
}

return report.Findings.Count == 0 ? 0 : 1;
