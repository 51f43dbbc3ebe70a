using System.Diagnostics;
using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>The system's own commands.</summary>
internal static class Shell
{
    /// <exception cref="InvalidOperationException">It failed; the message says what it wrote.</exception>
    public static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await output}{await error}");
    }

    /// <summary>For what may be done already.</summary>
    public static async Task TryAsync(params string[] command)
    {
        try
        {
            await RunAsync(command);
        }
        catch (InvalidOperationException)
        {
            // Then it is.
        }
    }

    public static bool Has(string program) => ((string[])["/usr/sbin", "/usr/bin", "/sbin", "/bin"]).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Stops or continues a process and its children: a server of processes stands still only with all of them.</summary>
    public static async Task SignalAsync(int process, string signal)
    {
        // The parent first, so that none is born after the look.
        await TryAsync("kill", $"-{signal}", Text(process));
        await TryAsync(["kill", $"-{signal}", .. ChildrenOf(process).Select(Text)]);
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var child) && ParentOf(folder) == process)
                yield return child;
        }
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // "NUMBER (NAME) STATE PARENT …", and a name may hold anything.
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
