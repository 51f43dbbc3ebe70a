using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.Bench.Servers;

/// <summary>One answer of a server's admin port.</summary>
/// <param name="Allocated">Bytes allocated since the server's start.</param>
/// <param name="Offered">Pushes offered to connections at their turn.</param>
/// <param name="HandedOver">Pushes handed to the kernel in full.</param>
/// <param name="Dropped">Pushes dropped after they were offered, whatever the reason.</param>
/// <param name="FromNodes">Messages that other nodes have sent to this one through the broker.</param>
internal readonly record struct AdminFigures(long Allocated, long Offered, long HandedOver, long Dropped, long FromNodes)
{
    /// <summary>Asks. Zeros if there is no such port.</summary>
    public static AdminFigures Ask(int port, string question)
    {
        if (port == 0)
            return default;
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        client.ReceiveTimeout = 10_000;
        client.GetStream().Write(Encoding.ASCII.GetBytes(question + "\n"));
        using var reader = new StreamReader(client.GetStream());
        return Parse(reader.ReadLine() ?? "");
    }

    private static AdminFigures Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static field => field.Split('='))
            .Where(static pair => pair.Length == 2)
            .ToDictionary(static pair => pair[0], static pair => pair[1]);
        return new AdminFigures(Read("alloc"), Read("offered"), Read("handed_over"), Read("dropped"), Read("from_nodes"));

        long Read(string name) => fields.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
    }
}
