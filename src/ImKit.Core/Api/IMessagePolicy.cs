using ImKit.Storage;

namespace ImKit;

/// <summary>Says who may do what with the entries of a log. Registered with the host's services it replaces the default one, whose rules
/// <see cref="MessagingOptions"/> sets.</summary>
/// <remarks>Threading: any thread, any number at once; never on an event loop. It is asked before the store commits, while later sends to the
/// same lane wait: an answer that takes longer than <see cref="MessagingOptions.StoreTimeout"/> counts as no answer (<see cref="ImError.Unavailable"/>),
/// an exception as <see cref="ImError.Internal"/>; neither lets the request pass.</remarks>
public interface IMessagePolicy
{
    /// <summary>Decides.</summary>
    /// <param name="action">What somebody wants to do. That they are a member and see the entry was checked.</param>
    /// <param name="cancel">The time is over.</param>
    /// <returns><see cref="ImError.None"/> to allow it, else what the client is told.</returns>
    ValueTask<ImError> CheckAsync(MessageAction action, CancellationToken cancel);
}

/// <summary>What somebody wants to do.</summary>
public sealed record MessageAction
{
    /// <summary>What.</summary>
    public required MessageVerb Verb { get; init; }

    /// <summary>Where.</summary>
    public required ConversationKey Conversation { get; init; }

    /// <summary>Who, by their row in the conversation.</summary>
    public required Member Actor { get; init; }

    /// <summary>The entry it is about; null for <see cref="MessageVerb.MentionAll"/>.</summary>
    public LogEntry? Target { get; init; }

    /// <summary>Now, in Unix milliseconds by this node's clock.</summary>
    public required long Now { get; init; }
}

/// <summary>What can be done with the entries of a log.</summary>
public enum MessageVerb
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Replace the body.</summary>
    Edit = 1,

    /// <summary>Take the entry back.</summary>
    Recall = 2,

    /// <summary>React to it.</summary>
    React = 3,

    /// <summary>Send an entry that mentions everybody.</summary>
    MentionAll = 4,
}
