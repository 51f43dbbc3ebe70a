using System.Security.Cryptography;
using ImKit.Client;

namespace ImKit.Testing.Histories;

/// <content>Changes of messages, and what the server has of a conversation at the end.</content>
public sealed partial class HistoryRecorder
{
    private const int PageOfHistory = 200;

    /// <summary>Edits a message by a client, and records it and what became of it.</summary>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public Task<ClientAck> EditAsync(ImKitClient client, string conversationId, long seq, int version, ClientBody body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(body);
        return ChangeAsync(
            new HistoryEvent { Kind = HistoryEventKind.Edit, Conversation = conversationId, Target = seq, Version = version + 1, Hash = HashOf(body) },
            id => client.EditAsync(conversationId, seq, version, body, id, cancel));
    }

    /// <summary>Recalls a message by a client, and records it and what became of it.</summary>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public Task<ClientAck> RecallAsync(ImKitClient client, string conversationId, long seq, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ChangeAsync(
            new HistoryEvent { Kind = HistoryEventKind.Recall, Conversation = conversationId, Target = seq }, id => client.RecallAsync(conversationId, seq, id, cancel));
    }

    /// <summary>Reacts to a message by a client, or takes a reaction back, and records it and what became of it.</summary>
    /// <exception cref="ImKitClientException">It was refused, or the outcome is unknown.</exception>
    public Task<ClientAck> ReactAsync(ImKitClient client, string conversationId, long seq, string reaction, bool remove = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(reaction);
        var kind = remove ? HistoryChecker.ReactionRemoved : HistoryChecker.ReactionAdded;
        return ChangeAsync(
            new HistoryEvent { Kind = HistoryEventKind.React, Conversation = conversationId, Target = seq, EntryKind = kind, Hash = HashOf(ClientBody.OfText(reaction)) },
            id => client.ReactAsync(conversationId, seq, reaction, remove, id, cancel));
    }

    /// <summary>Before <see cref="End"/>, when nothing is going on any more: reads a conversation from its end to its beginning, and records what the server has of it.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task ReadBackAsync(ImKitClient client, string conversationId, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var pages = new Stack<IReadOnlyList<ClientEntry>>();
        for (var before = 0L; before != 1;)
        {
            var page = await client.ReadBackAsync(conversationId, before, PageOfHistory, cancel).ConfigureAwait(false);
            if (page.Count == 0)
                break;
            pages.Push(page);
            before = page[0].Seq;
        }

        // Only a read that came to its end is recorded: a part of one says nothing of what is missing.
        foreach (var entry in pages.SelectMany(static page => page))
            Write(Line(HistoryEventKind.Found, conversationId, entry));
    }

    private async Task<ClientAck> ChangeAsync(HistoryEvent change, Func<string, Task<ClientAck>> ask)
    {
        change = change with { ClientMsgId = RandomNumberGenerator.GetHexString(32, lowercase: true) };
        Write(change);
        try
        {
            var ack = await ask(change.ClientMsgId).ConfigureAwait(false);
            Write(new HistoryEvent { Kind = HistoryEventKind.Ack, Conversation = ack.ConversationId, ClientMsgId = change.ClientMsgId, Seq = ack.Seq, Id = ack.Id, Duplicate = ack.Duplicate });
            return ack;
        }
        catch (RequestRefusedException refused) when (!refused.Error.Temporary)
        {
            Write(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = change.Conversation, ClientMsgId = change.ClientMsgId });
            throw;
        }
    }
}
