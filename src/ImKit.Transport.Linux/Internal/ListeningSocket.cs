using System.Net;
using ImKit.Transports.Linux.Native;

namespace ImKit.Transports.Linux;

/// <summary>Makes sockets that listen. What is set here accepted sockets inherit, so nothing is set per connection.</summary>
internal static unsafe class ListeningSocket
{
    /// <summary>A socket that is bound and listens; connections wait in its backlog.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public static int Open(IPEndPoint endpoint, LinuxOptions options, out IPEndPoint bound)
    {
        // A kernel without IPv6 still serves "all addresses".
        var result = TryOpen(endpoint, options, out var socket);
        if (result == Abi.EAFNOSUPPORT && endpoint.Address.Equals(IPAddress.IPv6Any))
            result = TryOpen(new IPEndPoint(IPAddress.Any, endpoint.Port), options, out socket);
        if (result != 0)
            throw new IOException($"TCP endpoint {endpoint} cannot be bound: {Errno.Text(result)}", result);
        bound = BoundTo(socket);
        return socket;
    }

    private static int TryOpen(IPEndPoint endpoint, LinuxOptions options, out int socket)
    {
        var family = endpoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? Abi.AF_INET : Abi.AF_INET6;
        socket = Libc.Socket(family, Abi.SOCK_STREAM | Abi.SOCK_NONBLOCK | Abi.SOCK_CLOEXEC, 0);
        if (socket < 0)
            return Errno.Last;
        var address = stackalloc byte[SockAddr.MaxSize];
        var length = SockAddr.Write(endpoint, new Span<byte>(address, SockAddr.MaxSize));
        var failed = !Prepare(socket, family, options)
            || Libc.Bind(socket, address, (uint)length) < 0
            || Libc.Listen(socket, options.Backlog) < 0;
        if (!failed)
            return 0;
        var error = Errno.Last;
        _ = Libc.Close(socket);
        return error;
    }

    private static bool Prepare(int socket, int family, LinuxOptions options) =>
        Set(socket, Abi.SOL_SOCKET, Abi.SO_REUSEADDR, 1)
        && (family == Abi.AF_INET || Set(socket, Abi.IPPROTO_IPV6, Abi.IPV6_V6ONLY, 0))
        && Set(socket, Abi.IPPROTO_TCP, Abi.TCP_NODELAY, 1)
        && Set(socket, Abi.SOL_SOCKET, Abi.SO_KEEPALIVE, 1)
        && Set(socket, Abi.IPPROTO_TCP, Abi.TCP_KEEPIDLE, (int)options.KeepAliveIdle.TotalSeconds)
        && Set(socket, Abi.IPPROTO_TCP, Abi.TCP_KEEPINTVL, (int)options.KeepAliveInterval.TotalSeconds)
        && Set(socket, Abi.IPPROTO_TCP, Abi.TCP_KEEPCNT, options.KeepAliveCount)
        && Set(socket, Abi.IPPROTO_TCP, Abi.TCP_USER_TIMEOUT, (int)options.UserTimeout.TotalMilliseconds);

    private static bool Set(int socket, int level, int option, int value) => Libc.SetSockOpt(socket, level, option, &value, sizeof(int)) == 0;

    private static IPEndPoint BoundTo(int socket)
    {
        var address = stackalloc byte[SockAddr.MaxSize];
        var length = (uint)SockAddr.MaxSize;
        Errno.Check(Libc.GetSockName(socket, address, &length), "getsockname");
        return SockAddr.Read(new ReadOnlySpan<byte>(address, SockAddr.MaxSize)).ToEndPoint()!;
    }
}
