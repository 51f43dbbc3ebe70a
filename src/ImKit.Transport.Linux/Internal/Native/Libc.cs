using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Native;

/// <summary>The calls of the C library that are used. Failure is -1, and then <see cref="Errno.Last"/> tells why.</summary>
/// <remarks>None uses SetLastError: what it generates clears errno before each call and copies it to the thread after each, for errors that are rare.
/// None suppresses the transition that lets the garbage collector go on without this thread either: sending runs the receiver's side of the
/// loopback, or a driver, and may take many microseconds.</remarks>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "socket")]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "bind")]
    public static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport(Name, EntryPoint = "listen")]
    public static partial int Listen(int descriptor, int backlog);

    [LibraryImport(Name, EntryPoint = "getsockname")]
    public static partial int GetSockName(int descriptor, byte* address, uint* length);

    [LibraryImport(Name, EntryPoint = "accept4")]
    public static partial int Accept4(int descriptor, byte* address, uint* length, int flags);

    [LibraryImport(Name, EntryPoint = "send")]
    public static partial nint Send(int descriptor, byte* bytes, nuint count, int flags);

    [LibraryImport(Name, EntryPoint = "recv")]
    public static partial nint Receive(int descriptor, byte* bytes, nuint count, int flags);

    [LibraryImport(Name, EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Name, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "setsockopt")]
    public static partial int SetSockOpt(int descriptor, int level, int option, void* value, uint length);

    [LibraryImport(Name, EntryPoint = "getsockopt")]
    public static partial int GetSockOpt(int descriptor, int level, int option, void* value, uint* length);

    [LibraryImport(Name, EntryPoint = "ioctl")]
    public static partial int IoControl(int descriptor, nuint request, void* value);

    [LibraryImport(Name, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport(Name, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, byte* events, int capacity, int timeout);

    [LibraryImport(Name, EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Name, EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* bytes, nuint count);

    [LibraryImport(Name, EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* bytes, nuint count);

    [LibraryImport(Name, EntryPoint = "getrlimit")]
    public static partial int GetLimit(int resource, ResourceLimit* limit);

    [LibraryImport(Name, EntryPoint = "mmap")]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Name, EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Name, EntryPoint = "syscall")]
    public static partial nint SysCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}

[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public nuint Current;
    public nuint Most;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Linger
{
    public int OnOff;
    public int Seconds;
}
