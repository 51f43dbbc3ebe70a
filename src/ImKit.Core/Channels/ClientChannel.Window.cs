using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Entries of conversations, which are counted, and left out while too many are not acknowledged. Loop thread only.</summary>
internal abstract partial class ClientChannel
{
    /// <summary>What is counted; null while no entry was pushed. Kept by the session beside itself: most connections never have it.</summary>
    private protected abstract AckWindow? Window { get; set; }

    /// <summary>Entries are left out from here on: the client is told.</summary>
    private protected abstract void OnWindowClosed();

    /// <summary>Entries are pushed again: the client is told what was left out.</summary>
    private protected abstract void OnWindowOpened(LeftOut leftOut);

    /// <summary>Opens the window if the client has nothing left to acknowledge.</summary>
    private protected void OpenWindowIfQuiet()
    {
        if (Window is { LeftOut: not null, IsQuiet: true } window)
            OnWindowOpened(window.Open());
    }

    /// <summary>Whether a push of entries goes on to the client, by its window.</summary>
    private bool IsLetThrough(PushedEntries entries)
    {
        // What waited may have been dropped: then no acknowledgement comes that would open it.
        OpenWindowIfQuiet();
        if (Window is not { IsInUse: true } window)
            return true;
        if (window.LeftOut is null && !window.HasRoom(entries))
        {
            window.Close();
            Bucket.Counters.WindowsClosed++;
            OnWindowClosed();
        }

        window.LeftOut?.Add(entries);
        return window.LeftOut is null;
    }

    /// <summary>A push is given to the connection, and so is not dropped any more.</summary>
    private void CountPushed(FrameBlock block)
    {
        if (block.Entries is { } entries)
            (Window ??= new AckWindow()).Push(entries);
    }

    /// <summary>A push begins to wait in the ring.</summary>
    private void CountWaiting(FrameBlock block)
    {
        if (block.Entries is { } entries)
            (Window ??= new AckWindow()).Waiting += entries.Count;
    }

    /// <summary>A push waits no longer: it is dropped, or at the head and pushed.</summary>
    private void CountWaited(FrameBlock block)
    {
        if (block.Entries is { } entries)
            Window!.Waiting -= entries.Count;
    }
}
