using ImKit.Architecture.Tests.Support;
using ImKit.Protocol;
using ImKit.Wire;
using Google.Protobuf;

namespace ImKit.Architecture.Tests;

/// <summary>The examples of docs/protocol.md are what the code writes.</summary>
public sealed class ProtocolExampleTests
{
    private const long Id = 132271571459899392;
    private const long Epoch = 132271571459899393;
    private const long Time = 1767225600123;
    private const string Conversation = "d.mbdilxhn7ptvu2brt7tirc2vnu";

    [Fact]
    public void A_push_stands_bare_on_a_stream_and_wrapped_in_a_message()
    {
        var hello = FrameBlock.Push(WireForm.Bare1, 1000, "hello"u8, null);
        var world = FrameBlock.Push(WireForm.Bare1, 1000, "world"u8, null);
        var wrapped = FrameBlock.Push(WireForm.Message1, 1000, "hello"u8, null);
        AssertShown(hello.Bytes);
        // The page shows what is in the message: two bytes of WebSocket stand before it.
        AssertShown(wrapped.Bytes[2..]);
        AssertShown(FrameBlock.Join(WireForm.Bare1, [hello, world]).Bytes);
        AssertShown(FrameBlock.Join(WireForm.Message1, [wrapped, FrameBlock.Push(WireForm.Message1, 1000, "world"u8, null)]).Bytes[2..]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_send_its_acknowledgement_and_its_push(int version)
    {
        AssertShown(Frame(version, Operations.SendReply, 2, new SendReply { ConversationId = Conversation, Epoch = Epoch, Seq = 1, Ordinal = 1, Id = Id, Time = Time }));
        var entry = new Entry
        {
            Seq = 1, Ordinal = 1, Id = Id, Kind = EntryKind.Message, Countable = true, Sender = "anna", ClientMsgId = "a1", Time = Time, Text = "hi",
        };
        AssertShown(Frame(version, Operations.Entries, 0, new EntriesPush { ConversationId = Conversation, Epoch = Epoch, First = 1, Entries = { entry } }));
        AssertShown(Frame(version, Operations.Send, 2, new SendRequest { ToUser = "ben", ClientMsgId = "a1", Text = "hi" }));
    }

    [Fact]
    public void The_other_answers_of_version_3()
    {
        AssertShown(Frame(3, Operations.HeartbeatReply, 3, new HeartbeatReply { FeedVersion = 1, ServerTime = Time }));
        AssertShown(Frame(3, Operations.Error, 4, new Error { Code = ImError.NotMember.Code, Message = ImError.NotMember.Message }));
        var options = new ImKitOptions();
        AssertShown(Frame(3, Operations.LoginReply, 1, new LoginReply
        {
            Limits = new Limits
            {
                MaxFrameBytes = options.Protocol.MaxFrameBytes,
                MaxBodyBytes = options.Messaging.MaxBodyBytes,
                Rooms = options.Limits.Rooms,
                WatchedOperations = options.Limits.WatchedOperations,
                RequestsInFlight = options.Limits.RequestsInFlight,
                FramesPerSecond = options.Limits.FramesPerSecond,
                AckWindow = options.Messaging.AckWindow,
                AttachedGroups = options.Messaging.AttachedGroups,
                LargeGroup = options.Messaging.LargeGroup,
            },
            HeartbeatMs = (int)options.Protocol.Heartbeat.TotalMilliseconds,
            ConnectionKey = "0123456789abcdef0123456789abcdef",
            UserId = "anna",
            ServerTime = Time,
        }));
    }

    [Fact]
    public void The_end_of_a_connection_of_version_2() =>
        AssertShown(Frame(2, Operations.Disconnect, 0, new Disconnect { Code = CloseReason.Drain.Code, Reason = CloseReason.Drain.Text, RetryAfterMs = 1500 }));

    private static byte[] Frame(int version, int operation, int sequence, IMessage message)
    {
        var body = WireBody.Encode(message, version);
        var frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(frame.Length, version, operation, sequence).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    private static void AssertShown(byte[] frame)
    {
        var shown = Markdown.Blocks("docs/protocol.md", "hex").Select(static block => string.Concat(block.Select(static line => line.Split('|')[0])).Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains(Convert.ToHexStringLower(frame), shown);
    }
}
