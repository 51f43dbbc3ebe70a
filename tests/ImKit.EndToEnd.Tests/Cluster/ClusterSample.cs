using System.Diagnostics;
using System.Globalization;

namespace ImKit.EndToEnd.Tests.Cluster;

/// <summary>samples/Cluster on ports and in a folder of its own, started and stopped by its scripts, as somebody would by hand.</summary>
internal sealed class ClusterSample : IAsyncDisposable
{
    private const int PortCount = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly HttpClient Http = new();
    // The script makes the folder itself: PostgreSQL's user has to get through it.
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"imkit-cluster-{Guid.NewGuid():N}");
    private readonly int _port = Ports.FreeRow(PortCount + 1);

    private ClusterSample()
    {
    }

    public string Url => $"http://127.0.0.1:{_port}/";

    public Uri Tcp => new($"tcp://127.0.0.1:{_port + PortCount}");

    public static async Task<ClusterSample> StartAsync()
    {
        var cluster = new ClusterSample();
        try
        {
            await cluster.StartAgainAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what does not run.</summary>
    /// <returns>What the script has said.</returns>
    public async Task<string> StartAgainAsync()
    {
        var (exit, output) = await RunAsync("start", "--port", Text(_port), "--tcp", Text(_port + PortCount), "--program", Repository.ProgramOf("Chat"));
        Assert.True(exit == 0, output);
        return output;
    }

    /// <summary>SIGKILL to one node.</summary>
    public async Task KillAsync(int node)
    {
        var number = (await File.ReadAllTextAsync(Path.Combine(_data, $"chat-{node}.pid"))).Split(' ')[0];
        using var process = Process.GetProcessById(int.Parse(number, CultureInfo.InvariantCulture));
        process.Kill();
        await Until.HoldsAsync(() => !IsOurs(number), "the node is dead");
    }

    /// <summary>How many WebSockets each node has, as HAProxy counts them.</summary>
    public async Task<int[]> SocketsAsync() =>
        [.. (await Http.GetStringAsync(new Uri($"http://127.0.0.1:{_port + 1}/;csv"))).Split('\n').Where(static line => line.StartsWith("sockets,chat-", StringComparison.Ordinal))
            .Select(static line => int.Parse(line.Split(',')[4], CultureInfo.InvariantCulture))];

    public async ValueTask DisposeAsync()
    {
        var processes = Directory.Exists(_data) ? Directory.GetFiles(_data, "*.pid").Select(static file => File.ReadAllText(file).Split(' ')[0]).ToList() : [];
        var (exit, output) = await RunAsync("stop");
        Assert.True(exit == 0, output);
        Assert.DoesNotContain(processes, IsOurs);
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
    }

    /// <summary>Whether a process still works on this cluster.</summary>
    private bool IsOurs(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(_data, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException)
        {
            return false;
        }
    }

    private async Task<(int Exit, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "samples", "Cluster", script), ["--data", _data, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var deadline = new CancellationTokenSource(Patience);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await error);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
