using System.Diagnostics;

namespace ImKit.EndToEnd.Tests.Echo;

/// <summary>Node's library <c>ws</c>, a client written by others, against every transport. What it does stands in <c>echo-client.js</c>.</summary>
public sealed class NodeTests
{
    private const string Promises = "all 10 kept";

    [Theory]
    [InlineData("linux")]
    [InlineData("dotnetty")]
    [InlineData("aspnetcore")]
    public async Task A_client_in_node_finds_every_promise_kept_and_the_server_ends_when_it_is_asked_to(string transport)
    {
        await using var server = await EchoServer.StartAsync(transport);
        var (exitCode, output) = await RunAsync(Path.Combine(AppContext.BaseDirectory, "Echo", "echo-client.js"), server.Url);
        Assert.True(exitCode == 0 && output.Contains(Promises, StringComparison.Ordinal), output);
        Assert.Equal(0, await server.StopAsync());
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, string url)
    {
        var start = new ProcessStartInfo("node", [script, url]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Where Debian keeps it; elsewhere NODE_PATH says where it is.
        start.Environment["NODE_PATH"] = string.Join(':', ((string?[])[Environment.GetEnvironmentVariable("NODE_PATH"), "/usr/share/nodejs"]).Where(static path => !string.IsNullOrEmpty(path)));
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
