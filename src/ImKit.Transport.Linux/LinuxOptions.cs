namespace ImKit;

/// <summary>Settings of the Linux transport. Checked at start.</summary>
public sealed class LinuxOptions
{
    /// <summary>How broadcasts are sent. Default <see cref="LinuxEngine.Auto"/>.</summary>
    public LinuxEngine Engine { get; set; } = LinuxEngine.Auto;

    /// <summary>Connections that may wait to be accepted, per endpoint; <c>net.core.somaxconn</c> may cap it. 1 or more. Default 4096.</summary>
    public int Backlog { get; set; } = 4096;

    /// <summary>Bytes of the one receive buffer that each event loop owns: the most that one read brings. 256 to 1,048,576. Default 65,536.</summary>
    public int ReceiveBufferBytes { get; set; } = 65536;

    /// <summary>How long a client has to close its side after the server closed in order; then it is cut. More than 0, at most an hour. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>File descriptors that clients leave to the rest of the process, for its files, database connections and threads: accepting
    /// pauses when no more are left. At most half the process's limit counts. 0 to 65,536. Default 64.</summary>
    public int SpareDescriptors { get; set; } = 64;

    /// <summary>How long sent bytes may stay unacknowledged before the kernel gives a connection up (TCP_USER_TIMEOUT). Zero for the kernel's
    /// own patience, a quarter of an hour and more. Up to 24 days. Default 30 s.</summary>
    public TimeSpan UserTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection is silent before the kernel asks whether its client lives. 1 s to 32,767 s, in whole seconds. Default 60 s.</summary>
    public TimeSpan KeepAliveIdle { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two such questions. 1 s to 32,767 s, in whole seconds. Default 10 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions without an answer after which the connection is given up. 1 to 127. Default 3.</summary>
    public int KeepAliveCount { get; set; } = 3;
}
