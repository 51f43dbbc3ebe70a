using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Internal;

/// <summary>One listening socket and the loop that accepts from it, which no error of accept ends.</summary>
internal sealed class Acceptor : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly Socket _listener;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TransportMetrics _metrics;
    private readonly DescriptorLimit _descriptors;
    private readonly Func<CancellationToken, ValueTask<Socket>> _accept;
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    /// <param name="listener">A listening socket, owned from here on.</param>
    /// <param name="time">For the pauses after errors.</param>
    /// <param name="logger">Where errors go.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="descriptors">When to stop for a while.</param>
    /// <param name="accept">Instead of the listener's own accept.</param>
    public Acceptor(
        Socket listener, TimeProvider time, ILogger logger, TransportMetrics metrics, DescriptorLimit descriptors,
        Func<CancellationToken, ValueTask<Socket>>? accept = null)
    {
        _listener = listener;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _descriptors = descriptors;
        _accept = accept ?? listener.AcceptAsync;
        Bound = (IPEndPoint)listener.LocalEndPoint!;
    }

    public IPEndPoint Bound { get; }

    /// <summary>A socket that is bound and listens; connections wait in its backlog.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public static Socket Listen(IPEndPoint endpoint, int backlog)
    {
        Socket? listener = null;
        try
        {
            listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
                listener.DualMode = true;
            listener.Bind(endpoint);
            listener.Listen(backlog);
            return listener;
        }
        catch (SocketException refused)
        {
            listener?.Dispose();
            throw new IOException($"TCP endpoint {endpoint} cannot be bound: {refused.Message}", refused);
        }
    }

    /// <summary>Begins to accept.</summary>
    /// <param name="take">Takes over a socket; it must not throw.</param>
    public void Start(Action<Socket> take)
    {
        Log.Listening(_logger, Bound);
        _accepting = AcceptAsync(take);
    }

    /// <summary>Closes the listening socket; ends when the last accept has.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Action<Socket> take)
    {
        var pause = s_firstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _accept(_stop.Token).ConfigureAwait(false);
                pause = s_firstPause;
                var mayGoOn = _descriptors.IsFar(socket);
                if (Prepare(socket))
                    take(socket);
                if (!mayGoOn)
                    await AwaitDescriptorsAsync().ConfigureAwait(false);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                _metrics.AcceptPause("error");
                Log.AcceptFailed(_logger, Bound, failed.Message, pause.TotalMilliseconds);
                pause = await PauseAsync(pause).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until enough clients have left.</summary>
    private async Task AwaitDescriptorsAsync()
    {
        _metrics.AcceptPause("descriptors");
        Log.OutOfDescriptors(_logger, Bound);
        for (var pause = s_firstPause; !_stop.IsCancellationRequested && !_descriptors.HasRoom();)
            pause = await PauseAsync(pause).ConfigureAwait(false);
    }

    /// <returns>How long the next pause shall be.</returns>
    private async Task<TimeSpan> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
    }

    private bool Prepare(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return true;
        }
        catch (SocketException)
        {
            _metrics.Drop("gone");
            socket.Dispose();
            return false;
        }
    }
}
