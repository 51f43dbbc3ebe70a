using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ImKit.Bench.Servers;

/// <summary>A server under test, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private ServerProcess(Process process, int port, int admin)
    {
        _process = process;
        Port = port;
        Admin = admin;
        // Nobody reads it; a full pipe would stop the server.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>0 for a server without one.</summary>
    public int Admin { get; }

    /// <summary>The bench server that was built together with this program.</summary>
    public static string BenchServerPath =>
        Path.Combine(AppContext.BaseDirectory.Replace("ImKit.Bench" + Path.DirectorySeparatorChar, "ImKit.BenchServer" + Path.DirectorySeparatorChar, StringComparison.Ordinal), "ImKit.BenchServer.dll");

    public static ServerProcess StartBenchServer(string transport, string path, params string[] further)
    {
        if (!File.Exists(path))
            throw new UsageException($"no bench server at {path}: build bench/ImKit.BenchServer in the same configuration, or name it by --server");
        var (port, admin) = (FreePort(), FreePort());
        return Started(
            Pinning.Start(
                Pinning.ServerCore, "dotnet", [path, "--transport", transport, "--port", $"{port}", "--admin", $"{admin}", "--loops", "1", .. further]),
            port,
            admin);
    }

    /// <summary>The minimal server in C.</summary>
    public static ServerProcess StartLimit(string path, string mode)
    {
        var port = FreePort();
        return Started(Pinning.Start(Pinning.ServerCore, path, [$"{port}", mode]), port, 0);
    }

    public void Dispose()
    {
        // Killed, not stopped: a drain with thousands of connections is no part of a measurement.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ServerProcess Started(Process process, int port, int admin)
    {
        var server = new ServerProcess(process, port, admin);
        var watch = Stopwatch.StartNew();
        while (!Accepts(port) || (admin != 0 && !Accepts(admin)))
        {
            if (process.HasExited || watch.Elapsed > Patience)
            {
                var exited = process.HasExited;
                server.Dispose();
                throw new InvalidOperationException(exited ? "the server has ended" : "the server does not listen");
            }

            Thread.Sleep(50);
        }

        return server;
    }

    private static bool Accepts(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
