using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Answers as they stand on the wire. Pure; any thread.</summary>
internal static class ReplyMapping
{
    public static SendReply ToWire(SendAck ack) => new()
    {
        ConversationId = ack.Conversation.Value,
        Epoch = ack.Epoch,
        Seq = ack.Position.Seq,
        Ordinal = ack.Position.Ordinal,
        Id = ack.Id.Value,
        Time = ack.Time,
        Duplicate = ack.Duplicate,
    };

    public static Wire.LogSlice ToWire(LogSlice slice)
    {
        var wire = new Wire.LogSlice
        {
            ConversationId = slice.Conversation.Value,
            Epoch = slice.Epoch,
            Head = ToWire(slice.Head),
            Floor = slice.Floor,
            FloorId = slice.FloorId.Value,
            More = slice.More,
        };
        wire.Entries.AddRange(slice.Entries.Select(EntryMapping.ToWire));
        foreach (var reaction in slice.Reactions)
        {
            // Slices are consecutive: the seq tells the place.
            wire.Entries[(int)(reaction.Seq - wire.Entries[0].Seq)].Reactions.Add(
                new Reaction { Key = reaction.Key, Count = reaction.Count, Mine = reaction.Mine });
        }

        return wire;
    }

    public static Wire.ConversationState ToWire(ConversationState state) => new()
    {
        ConversationId = state.Conversation.Value,
        Title = state.Title,
        Epoch = state.Epoch,
        Head = ToWire(state.Head),
        HeadId = state.HeadId.Value,
        Role = (Wire.MemberRole)state.Member.Role,
        Floor = state.Member.Start.Seq,
        Seen = state.Member.Seen.Seq,
        Unread = state.Unread,
        MemberCount = state.MemberCount,
        Peer = state.Peer.Value,
        Last = state.Last is { } last ? EntryMapping.ToWire(last) : null,
        FeedVersion = state.FeedVersion,
        Mentions = state.Mentions,
        LastMention = state.LastMention,
        MentionedAll = state.MentionedAll,
        MarkedUnread = state.Member.MarkedUnread,
        Muted = state.Member.Muted,
        Pinned = state.Member.Pinned,
        Hidden = state.Hidden,
        Draft = state.Member.Draft,
        Info = state.Info,
        Speak = (Wire.SpeakRule)state.Speak,
        Dissolved = state.Dissolved,
        RemovedChanged = state.RemovedChanged,
    };

    public static RecentReply ToWire(RecentPage page)
    {
        var wire = new RecentReply { Next = page.Next };
        wire.Items.AddRange(page.Items.Select(ToWire));
        return wire;
    }

    public static SyncReply ToWire(SyncPage page)
    {
        var wire = new SyncReply { Version = page.Version, More = page.More, ContactsChanged = page.ContactsChanged };
        wire.Items.AddRange(page.Items.Select(ToWire));
        return wire;
    }

    public static MembersReply ToWire(IReadOnlyList<Member> members, bool more)
    {
        var wire = new MembersReply { More = more };
        wire.Members.AddRange(members.Select(static member => new MemberInfo
        {
            UserId = member.User.Value, Role = (Wire.MemberRole)member.Role, Read = Position.Max(member.Read, member.LastSent).Seq,
        }));
        return wire;
    }

    private static Place ToWire(Position position) => new() { Seq = position.Seq, Ordinal = position.Ordinal };
}
