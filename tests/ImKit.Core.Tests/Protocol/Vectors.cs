using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImKit.Protocol;
using ImKit.Tests.Shared;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

/// <summary>The server's codec reads and writes what tests/vectors holds, byte for byte.</summary>
public sealed class Vectors
{
    private const int MaxFrame = 65536;

    [Fact]
    public void Every_frame_is_read_and_written()
    {
        Assert.True(ProtocolVectors.All.Frames.Count > 80, "the vectors are gone");
        foreach (var vector in ProtocolVectors.All.Frames)
        {
            var bytes = vector.Bytes;
            Assert.Null(FrameHeader.Read(bytes, MaxFrame, out var header));
            Assert.Equal((vector.Name, bytes.Length, vector.Version, vector.Operation, vector.Sequence), (vector.Name, header.Length, header.Version, header.Operation, header.Sequence));
            var written = new byte[bytes.Length];
            EncodedFrame.Write(written, Transports.Framing.Stream, header.Version, header.Operation, header.Sequence, vector.Body);
            Assert.Equal(bytes, written);
        }
    }

    [Fact]
    public void Every_body_means_what_is_told_and_is_written_like_that()
    {
        foreach (var vector in ProtocolVectors.All.Frames.Where(static vector => vector.Type is not null))
        {
            var meant = Meant(vector.Type!, vector.Message!.Value.GetRawText());
            Assert.Equal((vector.Name, meant), (vector.Name, AnyMessage.Decode(meant.Descriptor, vector.Body, vector.Version)));
            Assert.Equal((vector.Name, vector.Hex[32..]), (vector.Name, Convert.ToHexStringLower(WireBody.Encode(meant, vector.Version))));
        }
    }

    /// <summary>A field or a name of an enum that no vector holds is one that a new client gets wrong without noticing.</summary>
    [Fact]
    public void Every_field_and_every_name_of_the_schema_is_in_some_vector()
    {
        var seen = new SchemaUse();
        foreach (var vector in ProtocolVectors.All.Frames.Where(static vector => vector.Type is not null))
            seen.Add(Meant(vector.Type!, vector.Message!.Value.GetRawText()));
        Assert.Empty(SchemaUse.Of(ImkitReflection.Descriptor).Except(seen.Found));
    }

    [Fact]
    public void What_others_may_write_is_read()
    {
        foreach (var vector in ProtocolVectors.All.Accepted)
        {
            var meant = Meant(vector.Type, vector.Message.GetRawText());
            Assert.Equal((vector.Name, meant), (vector.Name, AnyMessage.Decode(meant.Descriptor, vector.Body, vector.Version)));
        }
    }

    [Fact]
    public void What_begins_no_frame_is_refused() =>
        Assert.All(ProtocolVectors.All.Refused, static vector => Assert.NotNull(FrameHeader.Read(vector.Bytes, MaxFrame, out _)));

    [Fact]
    public void The_ids_of_direct_conversations_are_derived_so() =>
        Assert.All(ProtocolVectors.All.DirectConversations, static vector => Assert.Equal(vector.Id, ConversationId.Direct(new UserId(vector.Users[0]), new UserId(vector.Users[1])).Value));

    private static IMessage Meant(string type, string json) => JsonParser.Default.Parse(json, ImkitReflection.Descriptor.FindTypeByName<MessageDescriptor>(type));
}
