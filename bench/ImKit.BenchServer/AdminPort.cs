using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.BenchServer;

/// <summary>Answers <c>stats</c> and <c>gc</c> lines with allocation, collection and push counts, one question per connection.</summary>
internal sealed class AdminPort(int port) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pushes = new PushCounts();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (!stoppingToken.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(stoppingToken);
            try
            {
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync(stoppingToken) is { } line)
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Answer(line, pushes) + "\n"), stoppingToken);
            }
            catch (IOException)
            {
                // The asker left; the next may come.
            }
        }
    }

    private static string Answer(string line, PushCounts pushes)
    {
        if (line.Trim() == "gc")
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (offered, handedOver, dropped, fromNodes) = pushes.Read();
        return $"alloc={GC.GetTotalAllocatedBytes()} gc0={GC.CollectionCount(0)} gc1={GC.CollectionCount(1)} gc2={GC.CollectionCount(2)} "
            + $"heap={GC.GetTotalMemory(false)} offered={offered} handed_over={handedOver} dropped={dropped} from_nodes={fromNodes}";
    }
}
