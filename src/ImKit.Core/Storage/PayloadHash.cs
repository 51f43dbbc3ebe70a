using System.Buffers.Binary;

namespace ImKit.Storage;

/// <summary>32 bytes as a value, so that a dedup key costs no array.</summary>
internal readonly record struct PayloadHash(UInt128 Upper, UInt128 Lower)
{
    public static PayloadHash Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
