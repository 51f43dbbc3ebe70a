using System.ComponentModel;
using System.Diagnostics;
using ImKit.Storage.Sqlite;

namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Runs the writer under strace and tells what it did to its file.</summary>
internal static class TracedWriter
{
    private static readonly string[] Options =
    [
        "-f", "-y", "--seccomp-bpf", "-xx", "-s", "200000",
        "-e", "trace=openat,pwrite64,pwritev,write,writev,fdatasync,fsync,ftruncate,unlink,unlinkat",
    ];

    /// <param name="folder">An empty one, for the file and the trace.</param>
    /// <param name="appends">Of each of its eight tasks.</param>
    /// <param name="durability">Null for what the store does by itself.</param>
    public static async Task<List<DiskEvent>> RunAsync(TemporaryFolder folder, int appends, SqliteDurability? durability)
    {
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        var trace = folder.File("trace");
        var writer = Path.Combine(AppContext.BaseDirectory, "ImKit.Storage.CrashWriter.dll");
        List<string> arguments = [.. Options, "-o", trace, "dotnet", writer, Path.Combine(data, "im.db"), "0", $"{appends}"];
        if (durability is { } other)
            arguments.Add($"{other}");
        using var process = Start(arguments);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, Explain(await errors));
            var events = Trace.Read(trace, data);
            Assert.Equal(output.Count(c => c == '\n'), events.OfType<DiskEvent.Acknowledged>().Count());
            return events;
        }
        finally
        {
            // The whole tree: without strace the writer would go on.
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(List<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"This test needs Linux and strace (package strace): {exception.Message}", exception);
        }
    }

    private static string Explain(string errors) => errors.Contains("ptrace", StringComparison.OrdinalIgnoreCase)
        ? $"strace may not trace here; this test needs ptrace (in a container: the capability SYS_PTRACE, or a seccomp profile that lets it): {errors}"
        : $"The traced writer failed: {errors}";
}
