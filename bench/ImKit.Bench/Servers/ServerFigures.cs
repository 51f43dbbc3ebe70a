using System.Globalization;

namespace ImKit.Bench.Servers;

/// <summary>What the kernel knows of a server's process, and what the server says of itself.</summary>
internal sealed class ServerFigures(int process, int admin)
{
    // USER_HZ, which every Linux has as 100.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far; 0 if there is no such process.</summary>
    public double CpuSeconds()
    {
        if (!TryRead("stat", out var text))
            return 0;
        // The name in the second field may hold spaces: what follows its closing bracket begins with the third.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    public long ResidentKilobytes()
    {
        if (!TryRead("status", out var text))
            return 0;
        var line = text.Split('\n').First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (long)Number(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }

    /// <summary>Files, sockets among them; 0 if there is no such process.</summary>
    public int OpenFiles()
    {
        var path = $"/proc/{process}/fd";
        return process != 0 && Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Count() : 0;
    }

    public AdminFigures Admin(string question) => AdminFigures.Ask(admin, question);

    private bool TryRead(string file, out string text)
    {
        text = "";
        if (process == 0)
            return false;
        var path = $"/proc/{process}/{file}";
        if (!File.Exists(path))
            return false;
        text = File.ReadAllText(path);
        return true;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
