namespace ImKit.Protocol;

/// <summary>A push as a room keeps it: its place says which, and the body is the one in the frame that was pushed.</summary>
/// <param name="Operation">The host's.</param>
/// <param name="Body">Never changes.</param>
/// <param name="Time">When it came, as a timestamp of the node's clock.</param>
internal readonly record struct KeptPush(int Operation, ReadOnlyMemory<byte> Body, long Time)
{
    /// <summary>What it counts beside its body: the array's and the frame's header, and its slot, roughly.</summary>
    public const int Overhead = 96;

    public int Bytes => Body.Length + Overhead;
}
