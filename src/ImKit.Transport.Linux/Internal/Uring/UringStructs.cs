using System.Runtime.InteropServices;

namespace ImKit.Transports.Linux.Uring;

/// <summary>struct io_uring_params.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UringParams
{
    public uint SqEntries;
    public uint CqEntries;
    public uint Flags;
    public uint SqThreadCpu;
    public uint SqThreadIdle;
    public uint Features;
    public uint WqDescriptor;
    public uint Reserved0;
    public ulong Reserved1;
    public UringOffsets Sq;
    public UringOffsets Cq;
}

/// <summary>struct io_sqring_offsets and io_cqring_offsets: the same but for names.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UringOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;

    /// <summary>Submission: flags. Completion: overflow.</summary>
    public uint Fifth;

    /// <summary>Submission: dropped. Completion: the entries themselves.</summary>
    public uint Sixth;

    /// <summary>Submission: the array of indices. Completion: flags.</summary>
    public uint Seventh;
    public uint Reserved;
    public ulong UserAddress;
}

/// <summary>struct io_uring_sqe, as far as a send uses it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct UringSubmission
{
    [FieldOffset(0)]
    public byte Operation;

    [FieldOffset(4)]
    public int Descriptor;

    [FieldOffset(16)]
    public ulong Address;

    [FieldOffset(24)]
    public uint Length;

    [FieldOffset(28)]
    public uint MessageFlags;

    [FieldOffset(32)]
    public ulong UserData;
}

/// <summary>struct io_uring_cqe.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UringCompletion
{
    public ulong UserData;
    public int Result;
    public uint Flags;
}
