using ImKit.Client.Replication;

namespace ImKit.Client;

/// <content>What a user hides from themself, on all their devices and from nobody else.</content>
public sealed partial class ImKitClient
{
    /// <summary>Clears the user's view up to a place, for good. Other devices learn of it by <see cref="ClientConversation.Floor"/>. Asking again for what is cleared is fine.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seq">The last place that goes; at most the head counts.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task ClearAsync(string conversationId, long seq, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        ArgumentOutOfRangeException.ThrowIfLessThan(seq, 1);
        _replica.Take(await AskAsync(
            Operations.UpdateConversation, new Wire.UpdateConversationRequest { ConversationId = conversationId, ClearTo = seq }, Wire.ConversationState.Parser, cancel).ConfigureAwait(false));
    }

    /// <summary>Removes entries for the user alone, for good. All their devices learn of it by <see cref="Removed"/>. Asking again for what is removed is fine.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seqs">1 to 100 places.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task RemoveEntriesAsync(string conversationId, IEnumerable<long> seqs, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        ArgumentNullException.ThrowIfNull(seqs);
        _replica.Take(await AskAsync(
            Operations.RemoveEntries, new Wire.RemoveEntriesRequest { ConversationId = conversationId, Seqs = { seqs } }, Wire.ConversationState.Parser, cancel).ConfigureAwait(false));
    }
}
