using System.Diagnostics;
using System.Net;

namespace ImKit.Bench.Load;

/// <summary>The connections of a run, spread over 127.0.0.1 to .8; the publisher is the last.</summary>
internal sealed class ConnectionSet : IDisposable
{
    private const int Addresses = 8;
    // As the runtime calls it.
    private const string SocketThread = ".NET Sockets";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly LoadTraffic _traffic;
    private readonly LoadConnection[] _all;

    public ConnectionSet(LoadTraffic traffic)
    {
        _traffic = traffic;
        var settings = traffic.Settings;
        _all = new LoadConnection[settings.Connections + (settings.HasPublisher ? 1 : 0)];
        for (var i = 0; i < _all.Length; i++)
        {
            var stuck = settings.StuckEvery > 0 && i < settings.Connections && i % settings.StuckEvery == 0;
            _all[i] = new LoadConnection(traffic, i, stuck);
        }
    }

    public int Count => _all.Length;

    public LoadConnection Publisher => _all[^1];

    public IEnumerable<LoadConnection> Stuck => _all.Where(connection => connection.IsStuck);

    /// <summary>Connects and logs in all, some at a time.</summary>
    /// <returns>False if it comes to a halt or one in ten fails.</returns>
    /// <exception cref="InvalidOperationException">The caller is on the thread that would have to receive.</exception>
    public bool TryConnect()
    {
        if (Thread.CurrentThread.Name == SocketThread)
            throw new InvalidOperationException("Whoever drives a run must not do so on the socket thread: nothing would be received.");
        var started = 0;
        var progress = Stopwatch.StartNew();
        var finished = 0;
        while (finished < _all.Length)
        {
            while (started < _all.Length && started - finished < _traffic.Settings.Concurrency)
            {
                var address = new IPAddress([127, 0, 0, (byte)(1 + (started % Addresses))]);
                _all[started++].Connect(new IPEndPoint(address, _traffic.Settings.Port));
                finished = Finished;
            }

            Thread.Sleep(1);
            if (Finished != finished)
                progress.Restart();
            else if (progress.Elapsed > Patience)
                break;
            finished = Finished;
        }

        if (_traffic.Counts.Ready > _all.Length * 0.9)
            return true;
        Console.Error.WriteLine($"too many failures: {_traffic.Counts.Ready} logged in, {_traffic.Counts.Dead} lost, of {_all.Length}");
        return false;
    }

    public void StartEchoes(int depth)
    {
        foreach (var connection in _all)
        {
            if (connection.State == LoadState.Ready)
                connection.SendEchoes(depth);
        }
    }

    /// <returns>False if the connection whose turn it is cannot send one.</returns>
    public bool TryHeartbeat(long number)
    {
        var connection = _all[number % _all.Length];
        if (connection.State != LoadState.Ready)
            return false;
        connection.SendHeartbeat();
        return true;
    }

    public void FlushUnsent()
    {
        // Many thousands are not looked through in vain.
        if (_traffic.Counts.Blocked == 0)
            return;
        foreach (var connection in _all)
        {
            if (connection.UnsentBytes > 0)
                connection.FlushUnsent();
        }
    }

    public void Dispose()
    {
        foreach (var connection in _all)
            connection.Dispose();
    }

    private int Finished => _traffic.Counts.Ready + _traffic.Counts.Dead;
}
