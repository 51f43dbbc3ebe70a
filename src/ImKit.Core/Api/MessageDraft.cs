using System.Text;
using ImKit.Storage;

namespace ImKit;

/// <summary>A message to send. Name either <see cref="Conversation"/> or <see cref="ToUser"/>.</summary>
public sealed record MessageDraft
{
    /// <summary>Who sends.</summary>
    public required UserId Sender { get; init; }

    /// <summary>The sender's own id: the same again is recognised as a retry.</summary>
    public required ClientMsgId ClientMsgId { get; init; }

    /// <summary>Where to.</summary>
    public ConversationId Conversation { get; init; }

    /// <summary>The other side of a direct conversation.</summary>
    public UserId ToUser { get; init; }

    /// <summary>What it is: <see cref="EntryKind.Message"/>, or one of the host's own kinds that <see cref="MessagingOptions.Kinds"/> declares.</summary>
    public EntryKind Kind { get; init; } = EntryKind.Message;

    /// <summary>The seq of the entry that this one answers; 0 for none. The sender has to see it.</summary>
    public long ReplyTo { get; init; }

    /// <summary>Users mentioned by name, at most 100. A mention counts for a member who may see the entry; for others it means nothing.</summary>
    public IReadOnlyList<UserId> Mentions { get; init; } = [];

    /// <summary>Whether everybody is mentioned. <see cref="IMessagePolicy"/> decides who may do that.</summary>
    public bool MentionsAll { get; init; }

    /// <summary>How to read the body.</summary>
    public BodyFormat Format { get; init; } = BodyFormat.Text;

    /// <summary>The body, at most the limit of the options (16 KiB by default).</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A text message.</summary>
    public static MessageDraft Text(UserId sender, ClientMsgId id, string text) =>
        new() { Sender = sender, ClientMsgId = id, Body = Encoding.UTF8.GetBytes(text) };
}

/// <summary>A committed send.</summary>
/// <param name="Conversation">Where it is.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Position">Its place.</param>
/// <param name="Id">Its id.</param>
/// <param name="Time">Unix milliseconds by the server.</param>
/// <param name="Duplicate">Whether an earlier call had committed it.</param>
public readonly record struct SendAck(ConversationId Conversation, long Epoch, Position Position, MessageId Id, long Time, bool Duplicate);

/// <summary>A device's place in a log, exact enough to tell whether the log is still the same.</summary>
/// <param name="Epoch">The log's epoch; 0 with <paramref name="Seq"/> 0 matches every log.</param>
/// <param name="Seq">The last entry the device has.</param>
/// <param name="IdAtSeq">That entry's id.</param>
public readonly record struct LogPosition(long Epoch, long Seq, MessageId IdAtSeq);

/// <summary>Consecutive entries of a log, ascending.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Head">The last entry's place now.</param>
/// <param name="Floor">Nothing up to this seq is the reader's to see; id of the entry there is <paramref name="FloorId"/>.</param>
/// <param name="FloorId">0 if the floor is the beginning of the log or unknown.</param>
/// <param name="Entries">The entries. One that the reader removed for themself, or may not see, is an empty one of <see cref="EntryKind.Unspecified"/>:
/// it has seq, ordinal and id, so that positions go on, and nothing to show.</param>
/// <param name="More">Whether there are more in the direction asked for.</param>
public sealed record LogSlice(
    ConversationId Conversation, long Epoch, Position Head, long Floor, MessageId FloorId, IReadOnlyList<LogEntry> Entries, bool More)
{
    /// <summary>What was said to the entries by reactions, ascending by seq.</summary>
    public IReadOnlyList<ReactionCount> Reactions { get; init; } = [];
}

/// <summary>One conversation as one user sees it now.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Title">Its title; empty for direct ones.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Head">The last entry's place.</param>
/// <param name="HeadId">The last entry's id.</param>
/// <param name="Member">The user's own row.</param>
/// <param name="Unread">Countable entries not yet seen, without those recalled, trimmed, or removed by the user for themself.</param>
/// <param name="MemberCount">Members now.</param>
/// <param name="Peer">The other user of a direct conversation; otherwise the default value.</param>
/// <param name="Last">The last entry as in a <see cref="LogSlice"/>; null if the user's view is empty.</param>
/// <param name="FeedVersion">The feed version that reported it.</param>
public sealed record ConversationState(
    ConversationId Conversation, string Title, long Epoch, Position Head, MessageId HeadId, Member Member, long Unread, int MemberCount,
    UserId Peer, LogEntry? Last, long FeedVersion)
{
    /// <summary>Unread entries that mention the user by name.</summary>
    public int Mentions { get; init; }

    /// <summary>The seq of the last of these; 0 if there is none.</summary>
    public long LastMention { get; init; }

    /// <summary>The seq of the last unread entry that mentions everybody; 0 if there is none.</summary>
    public long MentionedAll { get; init; }

    /// <summary>Whether the user hid it and nothing countable came since.</summary>
    public bool Hidden { get; init; }

    /// <summary>The host's own text about it.</summary>
    public string Info { get; init; } = "";

    /// <summary>Who may speak.</summary>
    public SpeakRule Speak { get; init; }

    /// <summary>Whether it takes nothing any more.</summary>
    public bool Dissolved { get; init; }

    /// <summary>In a <see cref="SyncPage"/>: whether the user removed entries for themself since (<see cref="IConversations.RemovedAsync"/>).</summary>
    public bool RemovedChanged { get; init; }
}

/// <summary>A page of conversations, latest activity first; hidden ones are left out.</summary>
/// <param name="Items">The page. On the first page the pinned ones stand first, in addition to its limit, and they stand on no other.</param>
/// <param name="Next">Where the next page begins; 0 if this was the last.</param>
public sealed record RecentPage(IReadOnlyList<ConversationState> Items, long Next);

/// <summary>What changed since a feed version.</summary>
/// <param name="Items">Each changed conversation once, in feed order.</param>
/// <param name="Version">The version to continue from.</param>
/// <param name="More">Whether to ask again at once.</param>
public sealed record SyncPage(IReadOnlyList<ConversationState> Items, long Version, bool More)
{
    /// <summary>Whether the user's contacts changed: list them again (<see cref="IContacts.ListAsync"/>).</summary>
    public bool ContactsChanged { get; init; }
}

/// <summary>How much is unread for a user in all.</summary>
/// <param name="Unread">Over the conversations that are neither muted nor hidden; one that is marked as unread counts at least 1.</param>
/// <param name="Mentions">Unread mentions by name in the same conversations.</param>
public readonly record struct Badge(long Unread, int Mentions);
