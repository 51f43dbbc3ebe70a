namespace ImKit.Channels;

/// <summary>Why a push did not reach a connection it was offered to. Each has its own count.</summary>
internal enum DropReason
{
    /// <summary>The ring was full and the policy keeps what waits.</summary>
    Newest,

    /// <summary>The ring was full and the policy keeps what is new.</summary>
    Oldest,

    /// <summary>A newer push came under the same collapse key.</summary>
    Collapsed,

    /// <summary>The ring was full and the policy closes the connection.</summary>
    Disconnect,

    /// <summary>The connection closed before the kernel took it.</summary>
    Closed,

    /// <summary>Too many entries were not acknowledged; the client pulls.</summary>
    Window,
}
