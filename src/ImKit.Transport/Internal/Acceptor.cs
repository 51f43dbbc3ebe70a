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
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    private Acceptor(Socket listener, TimeProvider time, ILogger logger)
    {
        _listener = listener;
        _time = time;
        _logger = logger;
        Bound = (IPEndPoint)listener.LocalEndPoint!;
    }

    public IPEndPoint Bound { get; }

    /// <summary>Binds and listens; connections wait in the backlog until <see cref="Start"/>.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public static Acceptor Bind(IPEndPoint endpoint, int backlog, TimeProvider time, ILogger logger)
    {
        Socket? listener = null;
        try
        {
            listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
                listener.DualMode = true;
            listener.Bind(endpoint);
            listener.Listen(backlog);
            return new Acceptor(listener, time, logger);
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
                var socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                pause = s_firstPause;
                if (Prepare(socket))
                    take(socket);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                await PauseAsync(failed, pause).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private bool Prepare(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return true;
        }
        catch (SocketException gone)
        {
            Log.AcceptedSocketLost(_logger, Bound, gone.Message);
            socket.Dispose();
            return false;
        }
    }

    private async Task PauseAsync(Exception failed, TimeSpan pause)
    {
        Log.AcceptFailed(_logger, Bound, failed.Message, pause.TotalMilliseconds);
        await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
