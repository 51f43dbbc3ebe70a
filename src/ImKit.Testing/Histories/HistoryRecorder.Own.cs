using ImKit.Client;

namespace ImKit.Testing.Histories;

/// <content>What users hide from themselves.</content>
public sealed partial class HistoryRecorder
{
    private readonly Dictionary<string, long> _floors = new(StringComparer.Ordinal);

    /// <summary>Clears the user's view by a client, and records it and whether it was accepted.</summary>
    /// <param name="client">The client.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="seq">The last place that goes. It has to stand already.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task ClearAsync(ImKitClient client, string conversationId, long seq, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var clear = new HistoryEvent { Kind = HistoryEventKind.Clear, Conversation = conversationId, Seq = seq };
        Write(clear);
        await client.ClearAsync(conversationId, seq, cancel).ConfigureAwait(false);
        Write(clear with { Kind = HistoryEventKind.Cleared });
    }

    /// <summary>Removes entries for the user alone by a client, and records it and whether it was accepted.</summary>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public async Task RemoveAsync(ImKitClient client, string conversationId, IReadOnlyList<long> seqs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(seqs);
        var remove = new HistoryEvent { Kind = HistoryEventKind.Remove, Conversation = conversationId, Seqs = [.. seqs] };
        Write(remove);
        await client.RemoveEntriesAsync(conversationId, seqs, cancel).ConfigureAwait(false);
        Write(remove with { Kind = HistoryEventKind.Removed });
    }

    /// <summary>Only what rises is a line: most changes of a conversation are none of its floor.</summary>
    private void Changed(ClientConversation conversation)
    {
        lock (_floors)
        {
            if (conversation.Floor <= _floors.GetValueOrDefault(conversation.Id))
                return;
            _floors[conversation.Id] = conversation.Floor;
        }

        Write(new HistoryEvent { Kind = HistoryEventKind.Floor, Conversation = conversation.Id, Seq = conversation.Floor });
    }
}
