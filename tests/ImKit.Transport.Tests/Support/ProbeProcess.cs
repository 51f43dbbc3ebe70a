using System.Diagnostics;

namespace ImKit.Transport.Tests.Support;

/// <summary>The probe in a process of its own, with an echo server in it.</summary>
internal sealed class ProbeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _said = [];

    private ProbeProcess(Process process) => _process = process;

    public IPEndPoint Endpoint { get; private set; } = null!;

    public bool Running => !_process.HasExited;

    /// <param name="descriptors">How many files and sockets the process may have open.</param>
    /// <param name="starve">Whether clients may take the last of them.</param>
    /// <param name="wish">Something else that is asked of the probe.</param>
    public static async Task<ProbeProcess> StartAsync(int descriptors, bool starve = false, string wish = "")
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ImKit.Transport.Probe.dll");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {descriptors} && exec dotnet \"$0\" {TestServer.Transport} {(starve ? "starve" : "")} {wish}", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var probe = new ProbeProcess(Process.Start(start)!);
        try
        {
            var line = await probe.LineAsync("listening ");
            probe.Endpoint = new IPEndPoint(IPAddress.Loopback, int.Parse(line.Split(' ')[1]));
            return probe;
        }
        catch
        {
            probe._process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The next line of the process's output that contains a text.</summary>
    public async Task<string> LineAsync(string containing)
    {
        while (await _process.StandardOutput.ReadLineAsync().Soon() is { } line)
        {
            _said.Add(line);
            if (line.Contains(containing, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The probe ended without a line that contains '{containing}'.");
    }

    /// <summary>The one line with a text among those read so far.</summary>
    public string Said(string containing) => Assert.Single(_said, line => line.Contains(containing, StringComparison.Ordinal));

    /// <summary>Bytes of live heap and of resident memory.</summary>
    public async Task<(long Heap, long Resident)> WeighAsync()
    {
        await _process.StandardInput.WriteLineAsync("weigh");
        var words = (await LineAsync("weight ")).Split(' ');
        return (long.Parse(words[1]), long.Parse(words[2]));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await _process.WaitForExitAsync().Soon();
        Assert.Equal(0, _process.ExitCode);
        _process.Dispose();
    }
}
