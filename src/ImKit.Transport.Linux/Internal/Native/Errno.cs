using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Native;

/// <summary>Errors of the kernel as exceptions.</summary>
internal static class Errno
{
    /// <summary>What a call that has just failed said. Nothing may stand between: any other call may change it. The way back into managed code does not,
    /// which SetLastError relies on as well.</summary>
    public static int Last => Marshal.GetLastSystemError();

    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>The error of a connection, as the other transports name it.</summary>
    public static SocketException Exception(int errno) => new((int)(errno switch
    {
        Abi.ECONNABORTED => SocketError.ConnectionAborted,
        Abi.ECONNRESET => SocketError.ConnectionReset,
        Abi.EPIPE => SocketError.Shutdown,
        Abi.ETIMEDOUT => SocketError.TimedOut,
        Abi.EHOSTDOWN => SocketError.HostDown,
        Abi.EHOSTUNREACH => SocketError.HostUnreachable,
        Abi.ENETUNREACH => SocketError.NetworkUnreachable,
        Abi.ENETDOWN => SocketError.NetworkDown,
        Abi.ENOBUFS or Abi.ENOMEM => SocketError.NoBufferSpaceAvailable,
        _ => SocketError.SocketError,
    }), Text(errno));

    /// <summary>Throws if a call that must not fail has.</summary>
    public static int Check(int result, string call) => result >= 0 ? result : throw Failed(call, Last);

    /// <summary>The error of a call that must not fail.</summary>
    public static IOException Failed(string call, int errno) => new($"{call}: {Text(errno)}", errno);
}
