using System.Diagnostics;
using System.Globalization;

namespace ImKit.Faults.Cluster;

/// <summary>How many clients logged in at each node in each second, and how many were told to come back, by the servers' own counts.</summary>
internal sealed class LoginRates(IReadOnlyList<ServerProcess> servers) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<Sample> _samples = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TimeSpan Now => _clock.Elapsed;

    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(servers.Select((server, node) => WatchAsync(server, node, cancel)));

    /// <summary>The most logins in a second at a node, since a time.</summary>
    public double PeakOf(int node, TimeSpan since)
    {
        lock (_samples)
            return _samples.Where(sample => sample.Node == node && sample.At >= since).Select(static sample => sample.Logins / sample.Seconds).DefaultIfEmpty().Max();
    }

    /// <summary>How many logins were refused at a node for the pace, since a time.</summary>
    public long RefusedOf(int node, TimeSpan since)
    {
        lock (_samples)
            return _samples.Where(sample => sample.Node == node && sample.At >= since).Sum(static sample => sample.Refused);
    }

    /// <summary>How many connections a node has.</summary>
    public async Task<long> ConnectionsAsync(int node) => Sum(await ReadAsync(servers[node], CancellationToken.None), "imkit_connections{");

    public void Dispose() => _http.Dispose();

    private async Task WatchAsync(ServerProcess server, int node, CancellationToken cancel)
    {
        (long Logins, long Refused, TimeSpan At)? last = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var lines = await ReadAsync(server, cancel);
                var now = (Logins: Sum(lines, "imkit_logins "), Refused: Sum(lines, "imkit_logins_refused{code=\"4002\"}"), At: Now);
                // A server that was started again counts from the beginning.
                if (last is { } before && now.Logins >= before.Logins && now.Refused >= before.Refused)
                {
                    lock (_samples)
                        _samples.Add(new Sample(node, now.At, (now.At - before.At).TotalSeconds, now.Logins - before.Logins, now.Refused - before.Refused));
                }

                last = now;
                await Task.Delay(Period, cancel);
            }
            catch (Exception down) when (down is HttpRequestException or OperationCanceledException)
            {
                last = null;
                await Task.Delay(Period / 4, CancellationToken.None);
            }
        }
    }

    private async Task<string[]> ReadAsync(ServerProcess server, CancellationToken cancel) => (await _http.GetStringAsync(new Uri(server.Http, "metrics"), cancel)).Split('\n');

    private static long Sum(string[] lines, string begin) => lines.Where(line => line.StartsWith(begin, StringComparison.Ordinal))
        .Sum(static line => (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private sealed record Sample(int Node, TimeSpan At, double Seconds, long Logins, long Refused);
}
