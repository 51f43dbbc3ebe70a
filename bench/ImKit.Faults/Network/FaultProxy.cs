using System.Net;
using System.Net.Sockets;

namespace ImKit.Faults.Network;

/// <summary>A TCP proxy that delays, slows, swallows, hangs or resets what passes. The kernel may lack the means, and a proxy needs no rights.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<IPEndPoint> _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<ProxyLink> _links = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private LinkFault _fault = LinkFault.None;
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="address">Where it listens, on a free port.</param>
    /// <param name="target">Where connections lead, asked for each.</param>
    public FaultProxy(IPAddress address, Func<IPEndPoint> target)
    {
        _target = target;
        _listener = new TcpListener(address, 0);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>What it does to bytes now.</summary>
    public LinkFault Fault => Volatile.Read(ref _fault);

    public void Begin(LinkFault fault)
    {
        Volatile.Write(ref _fault, fault);
        if (fault.Trouble == LinkTrouble.Reset)
            ForAll(static _ => true, static link => link.Reset());
        if (fault.Trouble == LinkTrouble.OneEnd)
            ForAll(static _ => true, link => link.Lose(fault.Towards));
    }

    /// <summary>Heals. A stream of which something was swallowed is reset: nobody could go on with it.</summary>
    public void End()
    {
        Volatile.Write(ref _fault, LinkFault.None);
        ForAll(static link => link.IsSpoilt, static link => link.Reset());
        Interlocked.Exchange(ref _healed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Waits until something has healed.</summary>
    public Task HealedAsync(CancellationToken cancel) => Volatile.Read(ref _healed).Task.WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        ForAll(static _ => true, static link => link.Reset());
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // While it hangs, connections wait in the kernel.
                while (Fault is { Trouble: LinkTrouble.Hang, Towards: Ways.Both })
                    await Task.WhenAny(HealedAsync(_stop.Token), Task.Delay(100, _stop.Token));
                if (await NextAsync() is { } client)
                    _ = ServeAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // It stops.
        }
    }

    /// <returns>Null if the client had gone before it was taken.</returns>
    private async Task<Socket?> NextAsync()
    {
        try
        {
            return await _listener.AcceptSocketAsync(_stop.Token);
        }
        catch (SocketException)
        {
            await Task.Delay(10, _stop.Token);
            return null;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new ProxyLink(this, client);
        lock (_lock)
            _links.Add(link);
        try
        {
            if (Fault.Trouble != LinkTrouble.Reset)
                await link.RunAsync(_target(), _stop.Token);
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The link ends, as links do.
        }
        finally
        {
            lock (_lock)
                _links.Remove(link);
        }
    }

    private void ForAll(Func<ProxyLink, bool> which, Action<ProxyLink> act)
    {
        lock (_lock)
        {
            foreach (var link in _links.Where(which))
                act(link);
        }
    }
}
