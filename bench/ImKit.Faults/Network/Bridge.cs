using System.Globalization;
using System.Net;

namespace ImKit.Faults.Network;

/// <summary>A bridge of this run's own, to which the nodes' namespaces are tied. Linux with iproute2 and iptables, as root.</summary>
internal sealed class Bridge : IAsyncDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"imk{Environment.ProcessId}");
    private readonly string _subnet = string.Create(CultureInfo.InvariantCulture, $"10.{200 + (Environment.ProcessId / 256 % 50)}.{Environment.ProcessId % 256}");

    private Bridge()
    {
    }

    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.UserName == "root" && Shell.Has("ip") && Shell.Has("iptables");

    public string Name => _name;

    /// <summary>This process's own address on it.</summary>
    public IPAddress Address => AddressOf(0);

    public static async Task<Bridge> CreateAsync()
    {
        var bridge = new Bridge();
        await Shell.RunAsync("ip", "link", "add", bridge._name, "type", "bridge");
        await Shell.RunAsync("ip", "addr", "add", $"{bridge.Address}/24", "dev", bridge._name);
        await Shell.RunAsync("ip", "link", "set", bridge._name, "up");
        return bridge;
    }

    public IPAddress AddressOf(int node) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{node + 1}"));

    public async ValueTask DisposeAsync() => await Shell.TryAsync("ip", "link", "del", _name);
}
