using System.Text;
using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>Short words for what tests do over and over.</summary>
internal static class Chat
{
    public static readonly UserId Ann = new("ann");
    public static readonly UserId Bob = new("bob");
    public static readonly UserId Cid = new("cid");
    public static readonly UserId Dan = new("dan");

    private static int _ids;

    public static ClientMsgId NewId() => new($"m{Interlocked.Increment(ref _ids)}");

    public static async Task<SendAck> Tell(this IConversations chat, UserId from, UserId to, string text) =>
        (await chat.SendAsync(MessageDraft.Text(from, NewId(), text) with { ToUser = to }).Within()).Value;

    public static async Task<SendAck> Say(this IConversations chat, UserId from, ConversationId where, string text) =>
        (await chat.SendAsync(MessageDraft.Text(from, NewId(), text) with { Conversation = where }).Within()).Value;

    public static async Task<ConversationId> Group(this IConversations chat, UserId owner, params UserId[] members) =>
        (await chat.CreateGroupAsync(owner, NewId(), "Friends", members).Within()).Value.Conversation;

    public static async Task<SendAck> Add(this IConversations chat, UserId actor, ConversationId where, params UserId[] users) =>
        (await chat.AddMembersAsync(actor, NewId(), where, users).Within()).Value;

    public static async Task<SendAck> Remove(this IConversations chat, UserId actor, ConversationId where, params UserId[] users) =>
        (await chat.RemoveMembersAsync(actor, NewId(), where, users).Within()).Value;

    public static async Task<LogSlice> PullAll(this IConversations chat, UserId reader, ConversationId where) =>
        (await chat.PullAsync(reader, where, default, 200).Within()).Value;

    /// <summary>The state that the user's own device would show.</summary>
    public static async Task<ConversationState> StateOf(this IConversations chat, UserId reader, ConversationId where) =>
        (await chat.SyncAsync(reader, 0, 200).Within()).Value.Items.Single(item => item.Conversation == where);

    public static string Words(this LogEntry entry) => Encoding.UTF8.GetString(entry.Body.Span);

    public static IEnumerable<string> Words(this LogSlice slice) => slice.Entries.Where(e => e.Kind == EntryKind.Message).Select(Words);

    public static IEnumerable<long> Seqs(this LogSlice slice) => slice.Entries.Select(entry => entry.Seq);
}
