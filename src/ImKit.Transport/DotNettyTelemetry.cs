namespace ImKit;

/// <summary>Names under which the DotNetty transport can be watched. They do not change.</summary>
public static class DotNettyTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.DotNetty";

    /// <summary>Counter: times that accepting paused. Tag <c>reason</c>: <c>error</c> (a call of accept failed) or <c>descriptors</c> (clients have
    /// taken all but <see cref="DotNettyOptions.SpareDescriptors"/>).</summary>
    public const string AcceptPauses = "imkit.dotnetty.accept_pauses";

    /// <summary>Counter: accepted connections dropped before Core saw them. Tag <c>reason</c>: <c>stopping</c> or <c>gone</c> (the client was faster).</summary>
    public const string Dropped = "imkit.dotnetty.dropped";

    /// <summary>Counter: connections cut because the client did not close its side within <see cref="DotNettyOptions.CloseTimeout"/>.</summary>
    public const string CloseTimeouts = "imkit.dotnetty.close_timeouts";

    /// <summary>Log event: an endpoint is listened on.</summary>
    public const int Listening = 3100;

    /// <summary>Log event: accept failed; it is tried again.</summary>
    public const int AcceptFailed = 3101;

    /// <summary>Log event: a piece of work on an event loop has failed.</summary>
    public const int LoopWorkFailed = 3102;

    /// <summary>Log event: a connection was cut because the code behind it has failed.</summary>
    public const int HandlerFailed = 3103;

    /// <summary>Log event: event loops that did not end before the stop's deadline.</summary>
    public const int LoopsDidNotEnd = 3104;

    /// <summary>Log event: clients have taken all file descriptors but the spare ones; accepting waits until some leave.</summary>
    public const int OutOfDescriptors = 3105;
}
