using System.Diagnostics;
using System.Globalization;
using ImKit.Client;

namespace ImKit.Faults.Network;

/// <summary>Whether everything works again once faults have ended: everybody is connected, what waited and one more word of each are acknowledged, and every node says that it is well.</summary>
internal sealed class Liveness(NetworkServers servers, Crowd crowd) : IDisposable
{
    /// <summary>A lease, the longest wait of a client and of a packet that is sent again, and what a busy machine adds.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Waits until everything works.</summary>
    /// <returns>How long that took, what worked last, and what does not work at the deadline; null if all does.</returns>
    public async Task<(TimeSpan Took, string Last, string? Missing)> WaitAsync()
    {
        var clock = Stopwatch.StartNew();
        using var deadline = new RunningTime(Deadline);
        var last = "";
        var devices = crowd.Devices.ToHashSet();
        var nodes = servers.Nodes.ToHashSet();
        while (true)
        {
            devices.RemoveWhere(static device => device.Client is { State: ClientConnectionState.Online, OutboxCount: 0 });
            foreach (var node in nodes.ToList())
            {
                var health = await HealthOfAsync(node);
                if (IsWell(health))
                    nodes.Remove(node);
                else
                    last = health;
            }

            if (devices.Count == 0 && nodes.Count == 0)
                return (clock.Elapsed, last, null);
            if (devices.Count > 0)
                last = StateOf(devices.First());
            if (deadline.Over.IsCancellationRequested)
                return (clock.Elapsed, last, $"{string.Join("; ", devices.Select(StateOf))} {string.Join("; ", await Task.WhenAll(nodes.Select(HealthOfAsync)))}".Trim());
            await Task.Delay(50);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string StateOf(Device device) => string.Create(CultureInfo.InvariantCulture, $"{device.Name} is {device.Client.State} with {device.Client.OutboxCount} waiting");

    // The first status is that of the whole.
    private static bool IsWell(string health) => health.Contains("{\"status\":\"Healthy\"", StringComparison.Ordinal);

    private async Task<string> HealthOfAsync(NetworkNode node)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(node.Server.Http, "health/ready"));
            return $"{node.Place}: {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception down) when (down is HttpRequestException or OperationCanceledException)
        {
            return $"{node.Place}: {down.Message}";
        }
    }
}
