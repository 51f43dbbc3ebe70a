using System.Net;
using ImKit.Transports.Linux.Native;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Linux;

/// <summary>Accepts one connection.</summary>
/// <param name="listener">The listening socket.</param>
/// <param name="peer">Who it is.</param>
/// <returns>Its descriptor, or -errno.</returns>
internal delegate int AcceptCall(int listener, out PeerAddress peer);

/// <summary>A listening socket on a loop; no error of accept ends it. Loop thread only, unless said otherwise.</summary>
internal sealed class Acceptor : ILoopWork, IDisposable
{
    private const int AcceptsPerTurn = 64;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly DescriptorLimit _descriptors;
    private readonly Action<int, PeerAddress> _take;
    private readonly AcceptCall _accept;
    private readonly ITimer _timer;
    private TimeSpan _pause = s_firstPause;
    private bool _awaitsDescriptors;
    private bool _stopped;

    /// <param name="loop">Where it runs.</param>
    /// <param name="listener">A listening socket, owned from here on.</param>
    /// <param name="bound">Its address.</param>
    /// <param name="time">For the pauses after errors.</param>
    /// <param name="descriptors">When to stop for a while.</param>
    /// <param name="take">Takes over a descriptor; it must not throw.</param>
    /// <param name="accept">Instead of accept4.</param>
    public Acceptor(
        EventLoop loop, int listener, IPEndPoint bound, TimeProvider time, DescriptorLimit descriptors, Action<int, PeerAddress> take, AcceptCall? accept = null)
    {
        _loop = loop;
        Descriptor = listener;
        Bound = bound;
        _descriptors = descriptors;
        _take = take;
        _accept = accept ?? AcceptNow;
        _timer = time.CreateTimer(static self => ((Acceptor)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Any thread.</summary>
    public int Descriptor { get; }

    /// <summary>Any thread.</summary>
    public IPEndPoint Bound { get; }

    /// <summary>Connections wait. The kernel says so again in the next turn if more do than are taken in this one.</summary>
    public void Accept()
    {
        for (var i = 0; i < AcceptsPerTurn && !_stopped; i++)
        {
            var result = _accept(Descriptor, out var peer);
            if (result >= 0)
            {
                _pause = s_firstPause;
                _take(result, peer);
                if (_descriptors.IsFar(result))
                    continue;
                AwaitDescriptors();
                return;
            }

            if (result == -Abi.EAGAIN)
                return;
            if (!ConcernsOnlyOneConnection(-result))
            {
                PauseAfter(-result);
                return;
            }
        }
    }

    /// <summary>Stops for good and closes the socket.</summary>
    public void Stop()
    {
        if (_stopped)
            return;
        _stopped = true;
        _timer.Dispose();
        _ = Libc.Close(Descriptor);
    }

    /// <summary>For one that never came onto its loop, or whose loop has ended.</summary>
    public void Dispose() => Stop();

    /// <summary>A pause is over.</summary>
    void ILoopWork.Run()
    {
        if (_stopped)
            return;
        if (_awaitsDescriptors && !_descriptors.HasRoom())
        {
            Pause();
            return;
        }

        _awaitsDescriptors = false;
        _loop.Change(this, accepts: true);
    }

    /// <summary>accept4 itself.</summary>
    internal static unsafe int AcceptNow(int listener, out PeerAddress peer)
    {
        var address = stackalloc byte[SockAddr.MaxSize];
        var length = (uint)SockAddr.MaxSize;
        var descriptor = Libc.Accept4(listener, address, &length, Abi.SOCK_NONBLOCK | Abi.SOCK_CLOEXEC);
        peer = descriptor < 0 ? default : SockAddr.Read(new ReadOnlySpan<byte>(address, SockAddr.MaxSize));
        return descriptor < 0 ? -Errno.Last : descriptor;
    }

    /// <summary>Errors that a connection brings with it from the network or a firewall: the next may be well.</summary>
    private static bool ConcernsOnlyOneConnection(int errno) => errno is Abi.ECONNABORTED or Abi.EINTR or Abi.EPERM or Abi.EPROTO or Abi.ENOPROTOOPT
        or Abi.EHOSTDOWN or Abi.ENONET or Abi.EHOSTUNREACH or Abi.EOPNOTSUPP or Abi.ENETUNREACH or Abi.ENETDOWN;

    private void AwaitDescriptors()
    {
        _loop.Metrics.AcceptPause("descriptors");
        Log.OutOfDescriptors(_loop.Logger, Bound);
        _awaitsDescriptors = true;
        _loop.Change(this, accepts: false);
        Pause();
    }

    private void PauseAfter(int errno)
    {
        _loop.Metrics.AcceptPause("error");
        Log.AcceptFailed(_loop.Logger, Bound, Errno.Text(errno), _pause.TotalMilliseconds);
        _loop.Change(this, accepts: false);
        Pause();
    }

    private void Pause()
    {
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
        _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
    }

    private void Ring() => _loop.Execute(this);
}
