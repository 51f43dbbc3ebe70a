using System.Text.Json.Serialization;

namespace ImKit.Testing.Histories;

/// <summary>What one line of a history says happened.</summary>
public enum HistoryEventKind
{
    /// <summary>The device begins to record; says whose it is.</summary>
    Begin = 0,

    /// <summary>A message was taken for sending.</summary>
    Send = 1,

    /// <summary>A message was acknowledged.</summary>
    Ack = 2,

    /// <summary>A message was refused for good: nobody may ever see it.</summary>
    Refuse = 3,

    /// <summary>An entry was applied.</summary>
    Apply = 4,

    /// <summary>What the device showed of a conversation was dropped, because of a reset or because the user left.</summary>
    Drop = 5,

    /// <summary>The device went back to an earlier state of its store, one line for each conversation: what it showed behind a seq is gone. The first line
    /// has no conversation: what no later line names is gone altogether.</summary>
    Restore = 6,

    /// <summary>The device's own read mark was accepted.</summary>
    Read = 7,

    /// <summary>At the end: what the device shows of one conversation.</summary>
    Show = 8,

    /// <summary>At the end: the device has caught up with everything it knows of. Without this line nothing is expected of its end.</summary>
    End = 9,

    /// <summary>An edit of a message was asked for.</summary>
    Edit = 10,

    /// <summary>A recall of a message was asked for.</summary>
    Recall = 11,

    /// <summary>At the end: one entry of a full read of a conversation, as the server has it now.</summary>
    Found = 12,

    /// <summary>A reaction to a message was asked for, or that it is taken back.</summary>
    React = 13,

    /// <summary>It was asked for that the user's view be cleared up to a place.</summary>
    Clear = 14,

    /// <summary>A clear was accepted.</summary>
    Cleared = 15,

    /// <summary>It was asked for that entries be removed for the user alone.</summary>
    Remove = 16,

    /// <summary>A removal was accepted.</summary>
    Removed = 17,

    /// <summary>The device was told that nothing up to a place is the user's to see.</summary>
    Floor = 18,

    /// <summary>The device was told which entries the user has removed, all of them.</summary>
    Told = 19,
}

/// <summary>How often a message got one reaction, as somebody was told.</summary>
/// <param name="Hash">A hash of the reaction.</param>
/// <param name="Count">How many users gave it.</param>
/// <param name="Mine">Whoever was told is one of them.</param>
public sealed record HistoryReaction(string Hash, int Count, bool Mine);

/// <summary>One line of a history. Fields that an event has no use for are left out of the file.</summary>
public sealed record HistoryEvent
{
    /// <summary>What happened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required HistoryEventKind Kind { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Begin"/>: whose device it is.</summary>
    public string? User { get; init; }

    /// <summary>The conversation; in <see cref="HistoryEventKind.Send"/> the conversation or, after an @, the user it is for.</summary>
    public string? Conversation { get; init; }

    /// <summary>The sender's own id of a message or of a change.</summary>
    public string? ClientMsgId { get; init; }

    /// <summary>The place; in <see cref="HistoryEventKind.Show"/> the last place shown, in <see cref="HistoryEventKind.Restore"/> the last that is left, in
    /// <see cref="HistoryEventKind.Clear"/>, <see cref="HistoryEventKind.Cleared"/> and <see cref="HistoryEventKind.Floor"/> the last that is hidden.</summary>
    public long Seq { get; init; }

    /// <summary>The entry's id.</summary>
    public long Id { get; init; }

    /// <summary>The number of the entry's kind; 1 is a message. In <see cref="HistoryEventKind.React"/>: the kind of entry that it makes.</summary>
    public int EntryKind { get; init; }

    /// <summary>Whether the entry adds to unread counts.</summary>
    public bool Countable { get; init; }

    /// <summary>Who sent the entry.</summary>
    public string? Sender { get; init; }

    /// <summary>A hash of the body; null without one.</summary>
    public string? Hash { get; init; }

    /// <summary>The entry that this one changes or answers; 0 for none. In <see cref="HistoryEventKind.Edit"/>, <see cref="HistoryEventKind.Recall"/> and
    /// <see cref="HistoryEventKind.React"/>: the message that is to change.</summary>
    public long Target { get; init; }

    /// <summary>How often the entry was edited; one that was may have another body than was sent. Of an edit, the version that its target has by it.</summary>
    public int Version { get; init; }

    /// <summary>The entry is shown as taken back.</summary>
    public bool Recalled { get; init; }

    /// <summary>In entries that change the members: who came or went.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Ack"/>: an earlier try had committed it.</summary>
    public bool Duplicate { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Show"/>: the unread count shown.</summary>
    public long Unread { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Show"/>: the furthest place read or sent, on any device.</summary>
    public long Seen { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Show"/>: the last place that is not the user's to see.</summary>
    public long Floor { get; init; }

    /// <summary>In <see cref="HistoryEventKind.Remove"/>, <see cref="HistoryEventKind.Removed"/> and <see cref="HistoryEventKind.Told"/>: the places.</summary>
    public IReadOnlyList<long>? Seqs { get; init; }

    /// <summary>How the entry was reacted to when it was read; null if it was not, or was pushed.</summary>
    public IReadOnlyList<HistoryReaction>? Reactions { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryEvent))]
internal sealed partial class HistoryJson : JsonSerializerContext;
