using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImKit.Client.Sending;
using ImKit.Client.Wires;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>The client's codec reads and writes what tests/vectors holds, byte for byte.</summary>
public sealed class VectorTests
{
    private const int MaxFrame = 65536;

    [Fact]
    public void Every_frame_is_read_and_written()
    {
        Assert.True(ProtocolVectors.All.Frames.Count > 80, "the vectors are gone");
        foreach (var vector in ProtocolVectors.All.Frames)
        {
            var frame = Assert.Single(Read([vector.Bytes]));
            Assert.Equal((vector.Name, vector.Version, vector.Operation, vector.Sequence), (vector.Name, frame.Version, frame.Operation, frame.Sequence));
            Assert.Equal(vector.Body, frame.Body.ToArray());
            Assert.Equal(vector.Bytes, Frame.Encode(frame.Version, frame.Operation, frame.Sequence, frame.Body.Span));
        }
    }

    [Fact]
    public void Every_body_of_version_2_means_what_is_told_and_is_written_like_that()
    {
        foreach (var vector in ProtocolVectors.All.Frames.Where(static vector => vector is { Type: not null, Version: 2 }))
        {
            var meant = Meant(vector.Type!, vector.Message!.Value.GetRawText());
            Assert.Equal((vector.Name, meant), (vector.Name, meant.Descriptor.Parser.ParseFrom(vector.Body)));
            Assert.Equal(vector.Body, meant.ToByteArray());
        }
    }

    [Fact]
    public void What_others_may_write_is_read()
    {
        foreach (var vector in ProtocolVectors.All.Accepted.Where(static vector => vector.Version == 2))
        {
            var meant = Meant(vector.Type, vector.Message.GetRawText());
            // What is unknown is kept by the parser, so the known fields are compared.
            Assert.Equal(meant.ToString(), meant.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(vector.Body).ToString());
        }
    }

    [Fact]
    public void The_servers_last_word_is_read_in_every_version()
    {
        foreach (var vector in ProtocolVectors.All.Frames.Where(static vector => vector.Operation == Operations.Disconnect))
        {
            var end = Connections.Disconnects.Read(Assert.Single(Read([vector.Bytes])));
            Assert.Equal((4000, "server is stopping", TimeSpan.FromMilliseconds(1500)), (end.Code, end.Reason, end.RetryAfter));
        }
    }

    [Fact]
    public void What_begins_no_frame_is_refused() =>
        Assert.All(ProtocolVectors.All.Refused, static vector => Assert.Throws<InvalidDataException>(() => Read([vector.Bytes])));

    [Fact]
    public void The_ids_of_direct_conversations_are_derived_so() =>
        Assert.All(ProtocolVectors.All.DirectConversations, static vector => Assert.Equal(vector.Id, DirectConversation.IdOf(vector.Users[0], vector.Users[1])));

    [Fact]
    public void However_a_stream_is_cut_the_frames_are_the_same() =>
        Gen.Select(Gen.Int[0, ProtocolVectors.All.Frames.Count - 1].Array[1, 60], Gen.Int[1, 3000].Array[1, 40]).Sample(static (which, lengths) =>
        {
            var vectors = which.Select(static i => ProtocolVectors.All.Frames[i]).ToList();
            var stream = vectors.SelectMany(static vector => vector.Bytes).ToArray();
            var read = Read(Cut(stream, lengths)).Select(static frame => Convert.ToHexStringLower(Frame.Encode(frame.Version, frame.Operation, frame.Sequence, frame.Body.Span)));
            Assert.Equal(vectors.Select(static vector => vector.Hex), read);
        });

    private static IEnumerable<byte[]> Cut(byte[] stream, int[] lengths)
    {
        for (var (at, i) = (0, 0); at < stream.Length; at += lengths[i % lengths.Length], i++)
            yield return stream[at..Math.Min(stream.Length, at + lengths[i % lengths.Length])];
    }

    private static List<Frame> Read(IEnumerable<byte[]> pieces)
    {
        var reader = new FrameReader(MaxFrame);
        var frames = new List<Frame>();
        foreach (var piece in pieces)
        {
            // As a wire does: no more than there is space for.
            for (var rest = piece.AsMemory(); !rest.IsEmpty;)
            {
                var space = reader.Space();
                var part = rest[..Math.Min(rest.Length, space.Length)];
                part.CopyTo(space);
                reader.Advance(part.Length);
                rest = rest[part.Length..];
                while (reader.TryRead(out var frame))
                    frames.Add(frame);
            }
        }

        return frames;
    }

    private static IMessage Meant(string type, string json) => JsonParser.Default.Parse(json, Wire.ImkitReflection.Descriptor.FindTypeByName<MessageDescriptor>(type));
}
