namespace ImKit;

/// <summary>Names under which the Linux transport can be watched. They do not change.</summary>
public static class LinuxTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.Linux";

    /// <summary>Counter: times that accepting paused. Tag <c>reason</c>: <c>error</c> (a call of accept failed) or <c>descriptors</c> (clients have
    /// taken all but <see cref="LinuxOptions.SpareDescriptors"/>).</summary>
    public const string AcceptPauses = "imkit.linux.accept_pauses";

    /// <summary>Counter: accepted connections dropped before Core saw them. Tag <c>reason</c>: <c>stopping</c> or <c>kernel</c> (it would not watch one more).</summary>
    public const string Dropped = "imkit.linux.dropped";

    /// <summary>Counter: connections cut because the client did not close its side within <see cref="LinuxOptions.CloseTimeout"/>.</summary>
    public const string CloseTimeouts = "imkit.linux.close_timeouts";

    /// <summary>Log event: an endpoint is listened on.</summary>
    public const int Listening = 3300;

    /// <summary>Log event: accept failed; it is tried again.</summary>
    public const int AcceptFailed = 3301;

    /// <summary>Log event: a piece of work on an event loop has failed.</summary>
    public const int LoopWorkFailed = 3302;

    /// <summary>Log event: a connection was cut because the code behind it has failed.</summary>
    public const int HandlerFailed = 3303;

    /// <summary>Log event: event loops that did not end before the stop's deadline.</summary>
    public const int LoopsDidNotEnd = 3304;

    /// <summary>Log event: clients have taken all file descriptors but the spare ones; accepting waits until some leave.</summary>
    public const int OutOfDescriptors = 3305;

    /// <summary>Log event: io_uring cannot be used here; broadcasts go by epoll. At level information with <see cref="LinuxEngine.Auto"/>,
    /// as a warning with <see cref="LinuxEngine.IoUring"/>.</summary>
    public const int IoUringRefused = 3306;
}
