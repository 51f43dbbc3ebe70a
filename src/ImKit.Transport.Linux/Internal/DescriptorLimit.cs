using ImKit.Transports.Linux.Native;

namespace ImKit.Transports.Linux;

/// <summary>Knows when clients have taken all file descriptors but the spare ones. Any thread.</summary>
/// <remarks>A .NET process that has none left does not merely fail to open files: each new thread needs a pipe, and the runtime ends the
/// process ("Out of memory.") when the thread pool cannot have it. So accepting stops before. Descriptors are given out lowest number first,
/// so the number of a new one tells how many are left: all below it are taken.</remarks>
internal sealed class DescriptorLimit(int spare)
{
    private readonly long _reserved = Reserved(MaxDescriptors(), spare);

    /// <summary>Whether the spare descriptors are untouched by this new one.</summary>
    public bool IsFar(int descriptor) => descriptor < _reserved;

    /// <summary>Whether another client may be accepted.</summary>
    public bool HasRoom()
    {
        var next = Libc.EventDescriptor(0, Abi.EFD_CLOEXEC);
        if (next < 0)
            return false;
        _ = Libc.Close(next);
        return IsFar(next);
    }

    /// <summary>Never more than half: a limit that low is for clients all the same.</summary>
    private static long Reserved(long most, int spare) => Math.Max(most - spare, most / 2);

    private static unsafe long MaxDescriptors()
    {
        ResourceLimit limit;
        return Libc.GetLimit(Abi.RLIMIT_NOFILE, &limit) == 0 && limit.Current < int.MaxValue ? (long)limit.Current : long.MaxValue;
    }
}
