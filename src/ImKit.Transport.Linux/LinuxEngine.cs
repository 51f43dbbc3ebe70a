namespace ImKit;

/// <summary>How the Linux transport sends broadcasts. Everything else goes by epoll in any case.</summary>
public enum LinuxEngine
{
    /// <summary>io_uring where the kernel allows it, otherwise epoll, which is logged once at start.</summary>
    Auto = 0,

    /// <summary>One system call per member.</summary>
    Epoll = 1,

    /// <summary>Many members per system call. As <see cref="Auto"/>, but the fall-back is logged as a warning.</summary>
    IoUring = 2,
}
