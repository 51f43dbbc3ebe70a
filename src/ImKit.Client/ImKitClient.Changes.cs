using ImKit.Client.Replication;

namespace ImKit.Client;

/// <content>Changes of messages that stand in a log. They are entries of the same log, so that <see cref="Applied"/> tells of them too.</content>
public sealed partial class ImKitClient
{
    /// <summary>Replaces the body of a message.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seq">The message's place.</param>
    /// <param name="version">The version that the user saw; if the message has another by now, it is refused with <see cref="ClientErrorCode.VersionMismatch"/>.</param>
    /// <param name="body">What it says from now on.</param>
    /// <param name="requestId">The user's own id of this request; null for a random one. Trying again under the same id edits once.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Where the edit stands.</returns>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task<ClientAck> EditAsync(string conversationId, long seq, int version, ClientBody body, string? requestId = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        ArgumentNullException.ThrowIfNull(body);
        var request = Mapping.Edit(conversationId, requestId ?? _options.NewId(), seq, version, body);
        return Mapping.Ack(await AskAsync(Operations.Edit, request, Wire.SendReply.Parser, cancel).ConfigureAwait(false));
    }

    /// <summary>Takes a message back: nobody is told any more what it said.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seq">The message's place.</param>
    /// <param name="requestId">As in <see cref="EditAsync"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Where the recall stands.</returns>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task<ClientAck> RecallAsync(string conversationId, long seq, string? requestId = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        var request = new Wire.RecallRequest { ConversationId = conversationId, ClientMsgId = requestId ?? _options.NewId(), Seq = seq };
        return Mapping.Ack(await AskAsync(Operations.Recall, request, Wire.SendReply.Parser, cancel).ConfigureAwait(false));
    }

    /// <summary>Reacts to a message, or takes a reaction back.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seq">The message's place.</param>
    /// <param name="reaction">Such as an emoji: 1 to 64 bytes of UTF-8 without control characters.</param>
    /// <param name="remove">Take it back.</param>
    /// <param name="requestId">As in <see cref="EditAsync"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Where the reaction stands.</returns>
    /// <exception cref="ImKitClientException">It was refused, also because it is there already or is not, or the outcome is unknown.</exception>
    public async Task<ClientAck> ReactAsync(string conversationId, long seq, string reaction, bool remove = false, string? requestId = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        ArgumentException.ThrowIfNullOrEmpty(reaction);
        var request = new Wire.ReactRequest { ConversationId = conversationId, ClientMsgId = requestId ?? _options.NewId(), Seq = seq, Key = reaction, Remove = remove };
        return Mapping.Ack(await AskAsync(Operations.React, request, Wire.SendReply.Parser, cancel).ConfigureAwait(false));
    }
}
