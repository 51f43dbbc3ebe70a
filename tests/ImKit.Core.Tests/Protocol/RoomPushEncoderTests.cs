using CsCheck;
using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

public sealed class RoomPushEncoderTests
{
    private static readonly Gen<string> s_rooms = Gen.OneOf(Gen.String[Gen.Char["aé\"\\/<>&+'\u2028漢"], 1, 20], Gen.Const("😀/\U0001F44B"));

    [Fact]
    public void It_writes_what_the_generated_message_writes_in_both_forms() =>
        Gen.Select(s_rooms, Gen.Long[1, long.MaxValue], Gen.Long[1, (1L << 53) - 1], Gen.OneOf(Gen.Int[0, 11], Gen.Int[100, int.MaxValue]), Gen.Byte.Array[0, 300])
            .Sample((room, epoch, seq, operation, data) =>
            {
                var message = new RoomPush { Room = room, Epoch = epoch, Seq = seq, Operation = operation, Data = ByteString.CopyFrom(data) };
                foreach (var version in new[] { WireBody.Protobuf, WireBody.Json })
                {
                    var encoder = new RoomPushEncoder(room, epoch);
                    var target = new byte[encoder.MaxSize(version, data.Length)];
                    var written = encoder.Write(target, version, seq, operation, data);
                    Assert.Equal(Convert.ToHexString(WireBody.Encode(message, version)), Convert.ToHexString(target.AsSpan(0, written)));
                }
            });
}
