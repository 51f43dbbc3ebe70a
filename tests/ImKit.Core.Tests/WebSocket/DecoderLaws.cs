using CsCheck;
using ImKit.Protocol.WebSocket;
using static ImKit.Core.Tests.WebSocket.Decoded;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>What holds for any bytes.</summary>
public sealed class DecoderLaws
{
    private static readonly int[] s_codes = [1002, 1007, 1008, 1009];

    private static readonly int[] s_opcodes = [0, 1, 2, 8, 9, 10, 2, 1];

    private static readonly Gen<byte[]> GenFrame =
        Gen.Select(Gen.Int[0, 7].Select(static i => s_opcodes[i]), Gen.Byte[0x20, 0x7E].Array[0, 200], Gen.Bool).Select(static (opcode, payload, final) => Frame(opcode, payload, final));

    private static readonly Gen<byte[]> GenBytes = Gen.Select(GenFrame.Array[0, 8], Gen.Int[0, 2000], Gen.Byte, Gen.Bool)
        .Select(static (frames, at, value, broken) =>
        {
            byte[] bytes = [.. frames.SelectMany(static frame => frame)];
            if (broken && bytes.Length > 0)
                bytes[at % bytes.Length] = value;
            return bytes;
        });

    [Fact]
    public void However_the_bytes_are_cut_the_same_is_found() =>
        Gen.Select(GenBytes, Gen.Int[1, 60].Array[0, 60]).Sample(static (bytes, cuts) => Assert.Equal(From(bytes), From(bytes, cuts)), iter: 20_000);

    [Fact]
    public void Byte_by_byte_the_same_is_found() =>
        GenBytes.Sample(static bytes => Assert.Equal(From(bytes), From(bytes, Enumerable.Repeat(1, bytes.Length))), iter: 2000);

    [Fact]
    public void Only_documented_faults_are_found_and_nothing_behind_one() =>
        Gen.OneOf(GenBytes, Gen.Byte.Array[0, 300]).Sample(static bytes =>
        {
            var items = From(bytes);
            for (var i = 0; i < items.Count; i++)
            {
                if (!items[i].StartsWith("fault", StringComparison.Ordinal))
                    continue;
                Assert.Equal(items.Count - 1, i);
                Assert.Contains(int.Parse(items[i].Split(' ')[1]), s_codes);
            }
        }, iter: 20_000);

    [Fact]
    public void Taking_a_mask_off_in_pieces_is_taking_it_off_byte_by_byte() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt, Gen.Int[0, 70].Array[0, 10]).Sample(static (bytes, mask, cuts) =>
        {
            var four = BitConverter.GetBytes(mask);
            var expected = bytes.Select((value, i) => (byte)(value ^ four[i & 3])).ToArray();
            var rest = bytes.ToArray().AsSpan();
            var all = rest;
            foreach (var cut in cuts.Append(int.MaxValue))
            {
                var piece = rest[..Math.Min(cut, rest.Length)];
                mask = WebSocketMask.Apply(piece, mask);
                rest = rest[piece.Length..];
            }

            Assert.Equal(expected, all.ToArray());
        }, iter: 10_000);
}
