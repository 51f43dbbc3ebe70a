namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>What one call does: as soon as it begins, and if it succeeds.</summary>
/// <param name="Begins">Happens at once: the power may go in the middle of a write.</param>
/// <param name="Succeeds">Happens when the call has returned no error.</param>
/// <param name="Result">What it must return; null if failing is no surprise.</param>
internal readonly record struct TracedCall(DiskEvent? Begins, DiskEvent? Succeeds, long? Result = null)
{
    /// <returns>Null for a call that is not about the folder.</returns>
    public static TracedCall? Decode(string folder, int thread, ReadOnlySpan<byte> call)
    {
        var open = call.IndexOf((byte)'(');
        if (open < 0)
            return null;
        var text = new StraceText(call[(open + 1)..]);
        var what = call[..open];
        if (what.SequenceEqual("openat"u8))
            return text.Contains("O_CREAT"u8) && Name(folder, text.Text()) is { } made ? Opened(made, text.Contains("O_TRUNC"u8)) : null;
        if (what.SequenceEqual("unlink"u8) || what.SequenceEqual("unlinkat"u8))
            return Name(folder, text.Text()) is { } gone ? new(null, new DiskEvent.Removed(gone)) : null;
        if (text.Descriptor() is not { } path)
            return null;
        if (what.SequenceEqual("write"u8) && path.StartsWith("pipe:", StringComparison.Ordinal))
            return Acknowledgement(text.Text());
        if (Name(folder, path) is not { } name)
            return null;
        if (what.SequenceEqual("pwrite64"u8))
            return Write(name, text.Bytes(), ref text);
        if (what.SequenceEqual("ftruncate"u8))
            return new(null, new DiskEvent.Resized(name, text.Number()), 0);
        if (what.SequenceEqual("fsync"u8) || what.SequenceEqual("fdatasync"u8))
            return new(new DiskEvent.SyncBegun(name, thread), new DiskEvent.Synced(name, thread), 0);
        throw new NotSupportedException($"A call that the model does not know writes to {name}.");
    }

    private static TracedCall Write(string name, byte[] data, ref StraceText text)
    {
        var length = text.Number();
        Assert.Equal(data.Length, length);
        return new(new DiskEvent.Written(name, text.Number(), data), null, length);
    }

    private static TracedCall Opened(string name, bool emptied)
    {
        Assert.False(emptied, $"The model does not know that {name} is emptied by opening it.");
        return new(null, new DiskEvent.Created(name));
    }

    private static TracedCall? Acknowledgement(string line) =>
        line.Split(' ', '\n') is ["ack", var group, var id, var seq, ""] ? new(new DiskEvent.Acknowledged(group, id, long.Parse(seq)), null) : null;

    // Shared memory is no part of what a disk keeps.
    private static string? Name(string folder, string path)
    {
        if (path == folder)
            return "";
        return Path.GetDirectoryName(path) == folder && !path.EndsWith("-shm", StringComparison.Ordinal) ? Path.GetFileName(path) : null;
    }
}
