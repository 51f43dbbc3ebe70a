using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Native;

/// <summary>Memory for struct epoll_event, which is packed on x64 and only there. Loop thread only.</summary>
internal sealed unsafe class EpollEvents(int capacity) : IDisposable
{
    /// <summary>Bytes of one.</summary>
    public static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where its data begins.</summary>
    public static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private byte* _memory = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * Size));

    /// <summary>Waits until something happens.</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="timeout">Milliseconds; -1 for ever.</param>
    /// <returns>How many events have come; 0 also after a signal.</returns>
    public int Wait(int epoll, int timeout)
    {
        var count = Libc.EpollWait(epoll, _memory, capacity, timeout);
        return count >= 0 ? count : Errno.Last == Abi.EINTR ? 0 : throw Errno.Failed("epoll_wait", Errno.Last);
    }

    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(_memory + (index * Size));

    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(_memory + (index * Size) + DataOffset);

    /// <summary>Adds or changes what is watched of a descriptor.</summary>
    /// <returns>0, or errno.</returns>
    public static int Control(int epoll, int operation, int descriptor, uint events, ulong data)
    {
        var memory = stackalloc byte[Size];
        Unsafe.WriteUnaligned(memory, events);
        Unsafe.WriteUnaligned(memory + DataOffset, data);
        return Libc.EpollControl(epoll, operation, descriptor, memory) == 0 ? 0 : Errno.Last;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
