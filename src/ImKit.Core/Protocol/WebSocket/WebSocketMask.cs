using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImKit.Protocol.WebSocket;

/// <summary>Takes a client's mask off (or puts it on: it is the same). RFC 6455, 5.3.</summary>
internal static class WebSocketMask
{
    /// <summary>Changes bytes in place, a vector at a time.</summary>
    /// <param name="bytes">Any part of a frame's payload.</param>
    /// <param name="mask">The four bytes as they lie in memory, beginning with the one for the first of <paramref name="bytes"/>.</param>
    /// <returns>The mask for the byte that follows.</returns>
    public static uint Apply(Span<byte> bytes, uint mask)
    {
        var rest = ApplyVectors(bytes, mask);
        // A vector is a multiple of four bytes long, so the mask begins anew where the vectors end.
        var four = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask));
        for (var i = 0; i < rest.Length; i++)
            rest[i] ^= four[i & 3];
        return Rotate(mask, bytes.Length & 3);
    }

    private static Span<byte> ApplyVectors(Span<byte> bytes, uint mask)
    {
        if (!Vector.IsHardwareAccelerated || bytes.Length < Vector<byte>.Count)
            return bytes;
        var vector = Vector.AsVectorByte(new Vector<uint>(mask));
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var done = 0;
        for (; done <= bytes.Length - Vector<byte>.Count; done += Vector<byte>.Count)
        {
            ref var at = ref Unsafe.Add(ref first, done);
            (Vector.LoadUnsafe(ref at) ^ vector).StoreUnsafe(ref at);
        }

        return bytes[done..];
    }

    private static uint Rotate(uint mask, int bytes) =>
        BitConverter.IsLittleEndian ? BitOperations.RotateRight(mask, bytes * 8) : BitOperations.RotateLeft(mask, bytes * 8);
}
