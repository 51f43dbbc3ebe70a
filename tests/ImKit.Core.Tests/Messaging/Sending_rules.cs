using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Sending_rules
{
    [Fact]
    public async Task A_draft_names_either_a_conversation_or_a_user()
    {
        Assert.Equal(201, (await Send(MessageDraft.Text(Ann, NewId(), "x"))).Code);
        Assert.Equal(201, (await Send(MessageDraft.Text(Ann, NewId(), "x") with { ToUser = Bob, Conversation = new("g.1") })).Code);
    }

    [Fact]
    public async Task Sender_and_id_are_required()
    {
        Assert.Equal(201, (await Send(MessageDraft.Text(default, NewId(), "x") with { ToUser = Bob })).Code);
        Assert.Equal(201, (await Send(MessageDraft.Text(Ann, default, "x") with { ToUser = Bob })).Code);
    }

    [Theory]
    [InlineData("r.room")]
    [InlineData("u.inbox")]
    public async Task Rooms_and_inboxes_take_no_messages(string conversation) =>
        Assert.Equal(201, (await Send(MessageDraft.Text(Ann, NewId(), "x") with { Conversation = new(conversation) })).Code);

    [Fact]
    public async Task A_body_has_at_least_one_byte_and_at_most_the_limit()
    {
        Assert.Equal(201, (await Body(BodyFormat.Text, [])).Code);
        Assert.Equal(202, (await Body(BodyFormat.Binary, new byte[16385])).Code);
        Assert.False((await Body(BodyFormat.Binary, new byte[16384])).IsError);
    }

    [Fact]
    public async Task Text_is_utf8()
    {
        Assert.Equal(201, (await Body(BodyFormat.Text, [0xC3, 0x28])).Code);
        Assert.False((await Body(BodyFormat.Text, "grüß dich 👋"u8.ToArray())).IsError);
    }

    [Theory]
    [InlineData("{\"a\":[1,2,{}]}", true)]
    [InlineData("{\"a\":", false)]
    [InlineData("{} {}", false)]
    [InlineData("\"\\u12\"", false)]
    public async Task Json_is_json(string json, bool good) =>
        Assert.Equal(good, !(await Body(BodyFormat.Json, System.Text.Encoding.UTF8.GetBytes(json))).IsError);

    [Fact]
    public async Task Json_that_nests_too_deep_reaches_nobody() =>
        Assert.Equal(201, (await Body(BodyFormat.Json, System.Text.Encoding.UTF8.GetBytes(new string('[', 8000) + new string(']', 8000)))).Code);

    [Fact]
    public async Task An_unknown_format_is_refused()
    {
        Assert.Equal(201, (await Body((BodyFormat)9, [1])).Code);
        Assert.Equal(201, (await Body(BodyFormat.None, [1])).Code);
    }

    private static Task<ImError> Body(BodyFormat format, byte[] body) =>
        Send(new MessageDraft { Sender = Ann, ClientMsgId = NewId(), ToUser = Bob, Format = format, Body = body });

    private static async Task<ImError> Send(MessageDraft draft)
    {
        await using var node = new MessagingNode();
        return (await node.Chat.SendAsync(draft).Within()).Error;
    }
}
