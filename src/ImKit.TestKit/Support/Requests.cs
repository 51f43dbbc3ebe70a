using System.Security.Cryptography;
using System.Text;

namespace ImKit.TestKit.Support;

/// <summary>Appends as Core makes them. Each has its own id.</summary>
internal static class Requests
{
    public const long Epoch = 7_000_000_001;
    private static long _lastId = RandomNumberGenerator.GetInt32(int.MaxValue) * 1000L;

    /// <summary>A message of a member.</summary>
    public static AppendRequest Message(ConversationKey conversation, string sender, string clientId, string text = "hello") => new()
    {
        Conversation = conversation,
        Id = new MessageId(Interlocked.Increment(ref _lastId)),
        Sender = new UserId(sender),
        ClientMsgId = new ClientMsgId(clientId),
        PayloadHash = SHA256.HashData(Encoding.UTF8.GetBytes(text)),
        Kind = EntryKind.Message,
        Countable = true,
        Time = 1_800_000_000_000,
        Format = BodyFormat.Text,
        Body = Encoding.UTF8.GetBytes(text),
        SenderMustBeMember = true,
    };

    /// <summary>A notice: not countable, its members change with it.</summary>
    public static AppendRequest Notice(ConversationKey conversation, string sender, string clientId, EntryKind kind, params MemberChange[] members) =>
        Message(conversation, sender, clientId, string.Join(' ', members)) with { Kind = kind, Countable = false, Members = members };

    /// <summary>A new group: its creator owns it.</summary>
    public static AppendRequest Create(ConversationKey conversation, string creator, params string[] others) =>
        Notice(conversation, creator, "create", EntryKind.Created,
            [new(new UserId(creator), MemberRole.Owner), .. others.Select(other => Join(other))]) with
        {
            Create = new ConversationSettings { Title = "a title", Epoch = Epoch },
        };

    /// <summary>A message to a direct conversation, which it creates if need be.</summary>
    public static AppendRequest Direct(TenantId tenant, string sender, string other, string clientId, string text = "hello") =>
        Message(new(tenant, ConversationId.Direct(new UserId(sender), new UserId(other))), sender, clientId, text) with
        {
            Create = new ConversationSettings { Epoch = Epoch },
            Members = [Join(sender), Join(other)],
        };

    public static AppendRequest Added(ConversationKey conversation, string by, string clientId, params string[] users) =>
        Notice(conversation, by, clientId, EntryKind.MembersAdded, [.. users.Select(user => Join(user))]);

    public static AppendRequest Removed(ConversationKey conversation, string by, string clientId, params string[] users) =>
        Notice(conversation, by, clientId, EntryKind.MembersRemoved, [.. users.Select(Leave)]);

    /// <summary>An entry that changes another.</summary>
    public static AppendRequest OfTarget(ConversationKey conversation, string sender, string clientId, EntryKind kind, long target, string body = "") =>
        Message(conversation, sender, clientId, body) with
        {
            Kind = kind,
            Countable = false,
            TargetSeq = target,
            Format = body.Length == 0 ? BodyFormat.None : BodyFormat.Text,
        };

    public static AppendRequest Edit(ConversationKey conversation, string sender, string clientId, long target, string text, int? version = null) =>
        OfTarget(conversation, sender, clientId, EntryKind.Edited, target, text) with { TargetVersion = version };

    public static AppendRequest Recall(ConversationKey conversation, string sender, string clientId, long target) =>
        OfTarget(conversation, sender, clientId, EntryKind.Recalled, target);

    public static AppendRequest React(ConversationKey conversation, string sender, string clientId, long target, string key) =>
        OfTarget(conversation, sender, clientId, EntryKind.ReactionAdded, target, key);

    public static AppendRequest Unreact(ConversationKey conversation, string sender, string clientId, long target, string key) =>
        OfTarget(conversation, sender, clientId, EntryKind.ReactionRemoved, target, key);

    public static AppendRequest Mention(ConversationKey conversation, string sender, string clientId, params string[] users) =>
        Message(conversation, sender, clientId) with { Mentions = [.. users.Select(user => new UserId(user))] };

    public static AppendRequest Set(ConversationKey conversation, string sender, string clientId, SettingsChange change) =>
        Notice(conversation, sender, clientId, EntryKind.SettingsChanged) with { Settings = change };

    public static MemberChange Join(string user, MemberRole role = MemberRole.Member) => new(new UserId(user), role);

    public static MemberChange Leave(string user) => new(new UserId(user), MemberRole.None);
}
