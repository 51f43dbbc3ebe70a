using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ImKit.Transports.Internal;

/// <summary>Knows when clients have taken all file descriptors but the spare ones. Any thread.</summary>
/// <remarks>A .NET process that has none left does not merely fail to open files: each new thread needs a pipe, and the runtime ends the
/// process ("Out of memory.") when the thread pool cannot have it. So accepting stops before. Descriptors are given out lowest number first,
/// so the number of a new one tells how many are left: all below it are taken.</remarks>
internal sealed class DescriptorLimit(int spare)
{
    private readonly long _reserved = Reserved(MaxDescriptors(), spare);

    /// <summary>Whether the spare descriptors are untouched by this new one.</summary>
    public bool IsFar(Socket socket) => socket.Handle < _reserved;

    /// <summary>Whether another client may be accepted.</summary>
    public bool HasRoom()
    {
        try
        {
            using var next = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            return IsFar(next);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Never more than half: a limit that low is for clients all the same.</summary>
    private static long Reserved(long most, int spare) => Math.Max(most - spare, most / 2);

    /// <summary>The process's limit; without one (Windows, other systems) a number out of reach.</summary>
    private static long MaxDescriptors()
    {
        const int Linux = 7;
        const int Bsd = 8;
        if (OperatingSystem.IsWindows() || OperatingSystem.IsBrowser() || OperatingSystem.IsWasi())
            return long.MaxValue;
        try
        {
            var read = GetLimit(OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? Linux : Bsd, out var limit);
            return read == 0 && limit.Current < int.MaxValue ? (long)limit.Current : long.MaxValue;
        }
        catch (Exception unknown) when (unknown is DllNotFoundException or EntryPointNotFoundException)
        {
            return long.MaxValue;
        }
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly nuint Current;
        public readonly nuint Most;
    }
}
