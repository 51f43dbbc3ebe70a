using ImKit.Storage;

namespace ImKit;

/// <summary>Somebody sends. Body and format can be changed: <c>step with { Draft = step.Draft with { Body = … } }</c>; what else a filter changes is not looked at.</summary>
/// <remarks>A retry is told from another message by what the sender has sent, not by what filters make of it.</remarks>
public sealed record SendStep : Step
{
    /// <summary>Where to, also where the draft names a user.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>What.</summary>
    public required MessageDraft Draft { get; init; }
}

/// <summary>Somebody gives a message another body. Body and format can be changed, as in <see cref="SendStep"/>.</summary>
public sealed record EditStep : Step
{
    /// <summary>What.</summary>
    public required MessageEdit Edit { get; init; }
}

/// <summary>Somebody takes a message back. Nothing of it can be changed.</summary>
public sealed record RecallStep : Step
{
    /// <summary>Where.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The user's own id of the request.</summary>
    public required ClientMsgId Request { get; init; }

    /// <summary>The entry.</summary>
    public required long Seq { get; init; }
}

/// <summary>Somebody reacts to a message, or takes a reaction back. Nothing of it can be changed.</summary>
public sealed record ReactStep : Step
{
    /// <summary>Where.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The user's own id of the request.</summary>
    public required ClientMsgId Request { get; init; }

    /// <summary>The entry.</summary>
    public required long Seq { get; init; }

    /// <summary>The reaction.</summary>
    public required string Key { get; init; }

    /// <summary>Whether it is taken back.</summary>
    public required bool Remove { get; init; }
}

/// <summary>Somebody has read a conversation up to an entry. Nothing of it can be changed.</summary>
public sealed record ReadStep : Step
{
    /// <summary>Where.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The last entry read, as asked for: it may lie beyond the head, or before what was read already.</summary>
    public required long Seq { get; init; }
}

/// <summary>Somebody writes or removes a row about another user: contact, name, block. Nothing of it can be changed.</summary>
public sealed record ContactStep : Step
{
    /// <summary>What it says from now on.</summary>
    public required Contact Contact { get; init; }
}
