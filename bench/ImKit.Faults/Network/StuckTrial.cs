using System.Collections.Concurrent;

namespace ImKit.Faults.Network;

/// <summary>Whether others feel it that a client is stuck: quiet times and times with a stuck client alternate, and messages between all others are timed.</summary>
internal sealed class StuckTrial(NetworkServers servers, Crowd crowd, Liveness liveness)
{
    private const int Turns = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    /// <summary>The device whose link hangs; those behind proxies have even numbers.</summary>
    private const int Hanging = 0;

    private readonly ConcurrentQueue<TimeSpan> _quiet = [];
    private readonly ConcurrentQueue<TimeSpan> _stuck = [];
    private int _closed;

    /// <returns>The figures, and what did not work again afterwards; null if all did.</returns>
    public async Task<(StuckFigures Figures, string? Missing)> RunAsync()
    {
        string? missing = null;
        for (var turn = 0; turn < Turns; turn++)
        {
            crowd.Latencies.Begin(_quiet, without: Hanging);
            await Task.Delay(Length);
            crowd.Latencies.Begin(_stuck, without: Hanging);
            // The second stands for those that the node hears nothing of either.
            var reader = new StuckClient(servers, servers.Nodes[turn % servers.Nodes.Count]);
            var hanging = servers.LinkOfClient(Hanging / 2, new LinkFault(LinkTrouble.Hang));
            await Task.WhenAll(reader.BeginAsync(), hanging.BeginAsync());
            await Task.Delay(Length);
            await Task.WhenAll(reader.EndAsync(), hanging.EndAsync());
            crowd.Latencies.End();
            _closed += reader.Closed;
            missing ??= (await liveness.WaitAsync()).Missing;
        }

        return (new StuckFigures(Summary.Of(_quiet), Summary.Of(_stuck), _closed), missing);
    }
}
