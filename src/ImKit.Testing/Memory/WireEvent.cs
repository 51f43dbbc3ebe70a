using System.Runtime.InteropServices;

namespace ImKit.Testing;

/// <summary>What the server's end of an in-memory connection has to hear next.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WireEvent(WireEventKind Kind, byte[]? Bytes = null, int Taken = 0, Exception? Error = null);

internal enum WireEventKind
{
    None = 0,
    Data = 1,
    Writable = 2,
    Closed = 3,
}
