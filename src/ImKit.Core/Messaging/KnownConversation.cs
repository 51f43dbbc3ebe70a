using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>A conversation's head and one user's row in it, and what is counted for them. One reader at a time.</summary>
internal sealed class KnownConversation(ConversationHead head, Member member, long version)
{
    public ConversationHead Head => head;

    public Member Member => member;

    /// <summary>The feed version to report.</summary>
    public long Version => version;

    public bool IsPresent => EntryRules.IsPresent(member.Role);

    /// <summary>Where unread begins: what the user has seen, or what is trimmed, the later.</summary>
    public Position Seen => Position.Max(member.Seen, head.Trimmed);

    /// <summary>Countable entries after <see cref="Seen"/>, those removed since included.</summary>
    public long Difference => IsPresent ? Math.Max(0, head.Last.Ordinal - Seen.Ordinal) : 0;

    public OrdinalRange Range => new(head.Conversation.Id, Seen.Ordinal, head.Last.Ordinal);

    /// <summary>Countable entries after <see cref="Seen"/> that are still there for the user.</summary>
    public long Unread { get; set; }

    public MentionCount Mentions { get; set; }
}
