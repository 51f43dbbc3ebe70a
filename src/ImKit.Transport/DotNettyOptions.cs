namespace ImKit;

/// <summary>Settings of the DotNetty transport. Checked at start.</summary>
public sealed class DotNettyOptions
{
    /// <summary>Connections that may wait to be accepted, per endpoint; the operating system may cap it. 1 or more. Default 4096.</summary>
    public int Backlog { get; set; } = 4096;

    /// <summary>How long a client has to close its side after the server closed in order; then it is cut. More than 0. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of the one receive buffer that each event loop owns: the most that one read brings. 256 to 1,048,576. Default 65,536.</summary>
    public int ReceiveBufferBytes { get; set; } = 65536;

    /// <summary>File descriptors that clients leave to the rest of the process, for its files, database connections and threads: accepting
    /// pauses when no more are left. At most half the process's limit counts; without effect on Windows, which has none. 0 to 65,536. Default 64.</summary>
    public int SpareDescriptors { get; set; } = 64;
}
