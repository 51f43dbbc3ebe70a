using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImKit.Client;

namespace ImKit.Testing.Histories;

/// <summary>Records what one device does, through all its lives: attach it to each <see cref="ImKitClient"/> before that starts.</summary>
/// <remarks>Threading: any thread; lines are written one at a time. With a writer the lines go there, otherwise they are kept in memory.</remarks>
public sealed partial class HistoryRecorder
{
    private const int HashLength = 16;
    private static readonly JsonDocumentOptions s_limits = new() { MaxDepth = 8 };
    private readonly Lock _lock = new();
    private readonly TextWriter? _writer;
    private readonly List<HistoryEvent> _events = [];
    private readonly string _device;

    /// <summary>A recorder of one device.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="writer">Takes the lines, such as a file named <c>DEVICE.jsonl</c>; the caller flushes and closes it. Null keeps them in memory.</param>
    public HistoryRecorder(string device, string user, TextWriter? writer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentException.ThrowIfNullOrEmpty(user);
        _device = device;
        _writer = writer;
        Write(new HistoryEvent { Kind = HistoryEventKind.Begin, User = user });
    }

    /// <summary>What was recorded so far; empty with a writer.</summary>
    public History History
    {
        get
        {
            lock (_lock)
                return new History(_device, [.. _events]);
        }
    }

    /// <summary>Records what a client does from now on.</summary>
    public void Attach(ImKitClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Queued += Queued;
        client.Sent += Sent;
        client.Applied += Applied;
        client.Dropped += dropped => Write(new HistoryEvent { Kind = HistoryEventKind.Drop, Conversation = dropped.ConversationId });
        client.ConversationChanged += Changed;
        client.Removed += removed => Write(new HistoryEvent { Kind = HistoryEventKind.Told, Conversation = removed.ConversationId, Seqs = [.. removed.Seqs] });
    }

    /// <summary>The device goes back to an earlier state of its store: earlier in the line that it lives now, so whoever restores drops what was kept after it.</summary>
    /// <param name="snapshot">What it begins with again.</param>
    public void Restored(ClientSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        // One line without a conversation clears everything; those behind it keep what the snapshot has.
        Write(new HistoryEvent { Kind = HistoryEventKind.Restore });
        foreach (var cursor in snapshot.Cursors.Where(static cursor => cursor.Loaded))
            Write(new HistoryEvent { Kind = HistoryEventKind.Restore, Conversation = cursor.ConversationId, Seq = cursor.Position.Seq });
    }

    /// <summary>A read mark was accepted.</summary>
    public void Read(string conversationId, long seq) => Write(new HistoryEvent { Kind = HistoryEventKind.Read, Conversation = conversationId, Seq = seq });

    /// <summary>The client has caught up, and nothing is going on any more: what it shows.</summary>
    public void End(ImKitClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var conversation in client.Conversations)
        {
            Write(new HistoryEvent
            {
                Kind = HistoryEventKind.Show,
                Conversation = conversation.Id,
                Seq = conversation.HeadSeq,
                Unread = conversation.Unread,
                Seen = conversation.Seen,
                Floor = conversation.Floor,
            });
        }

        Write(new HistoryEvent { Kind = HistoryEventKind.End });
    }

    private void Queued(ClientMessage message) => Write(new HistoryEvent
    {
        Kind = HistoryEventKind.Send,
        Conversation = message.ConversationId ?? "@" + message.ToUser,
        ClientMsgId = message.ClientMsgId,
        Hash = HashOf(message.Body),
    });

    private void Sent(SendOutcome outcome) => Write(outcome.Ack is { } ack
        ? new HistoryEvent
        {
            Kind = HistoryEventKind.Ack,
            Conversation = ack.ConversationId,
            ClientMsgId = outcome.Message.ClientMsgId,
            Seq = ack.Seq,
            Id = ack.Id,
            Duplicate = ack.Duplicate,
        }
        : new HistoryEvent { Kind = HistoryEventKind.Refuse, ClientMsgId = outcome.Message.ClientMsgId, Conversation = outcome.Message.ConversationId ?? "@" + outcome.Message.ToUser });

    private void Applied(EntriesApplied applied)
    {
        foreach (var entry in applied.Entries)
            Write(Line(HistoryEventKind.Apply, applied.ConversationId, entry));
    }

    private static HistoryEvent Line(HistoryEventKind kind, string conversation, ClientEntry entry) => new()
    {
        Kind = kind,
        Conversation = conversation,
        ClientMsgId = entry.ClientMsgId,
        Seq = entry.Seq,
        Id = entry.Id,
        EntryKind = (int)entry.Kind,
        Countable = entry.Countable,
        Sender = entry.Sender,
        Hash = HashOf(entry.Body),
        Target = entry.TargetSeq,
        Version = entry.Version,
        Recalled = entry.Recalled,
        Users = UsersOf(entry),
        Reactions = entry.Reactions.Count == 0 ? null : [.. entry.Reactions.Select(static reaction => new HistoryReaction(HashOf(ClientBody.OfText(reaction.Key))!, reaction.Count, reaction.Mine))],
    };

    private void Write(HistoryEvent happened)
    {
        lock (_lock)
        {
            if (_writer is null)
                _events.Add(happened);
            else
                _writer.WriteLine(JsonSerializer.Serialize(happened, HistoryJson.Default.HistoryEvent));
        }
    }

    private static string? HashOf(ClientBody body)
    {
        if (body.Format == ClientBodyFormat.None)
            return null;
        var bytes = body.Format == ClientBodyFormat.Data ? body.Data.ToArray() : Encoding.UTF8.GetBytes(body.Text);
        return Convert.ToHexStringLower(SHA256.HashData([(byte)body.Format, .. bytes]))[..HashLength];
    }

    private static string[]? UsersOf(ClientEntry entry)
    {
        if (entry.Kind is not (ClientEntryKind.Created or ClientEntryKind.MembersAdded or ClientEntryKind.MembersRemoved))
            return null;
        try
        {
            using var json = JsonDocument.Parse(entry.Body.Text, s_limits);
            return [.. json.RootElement.GetProperty("users").EnumerateArray().Select(static user => user.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
