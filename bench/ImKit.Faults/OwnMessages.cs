using ImKit.Client;

namespace ImKit.Faults;

/// <summary>The user's own messages that a device has seen lately, and in which version: what it may edit and recall; and anybody's, to react to and to remove. Any thread.</summary>
internal sealed class OwnMessages(string user)
{
    private const int Kept = 40;
    private readonly Lock _lock = new();
    private readonly List<(string Conversation, long Seq, int Version)> _messages = [];
    private readonly List<(string Conversation, long Seq)> _seen = [];

    public void Take(EntriesApplied applied)
    {
        lock (_lock)
        {
            foreach (var entry in applied.Entries)
                Take(applied.ConversationId, entry);
        }
    }

    public (string Conversation, long Seq, int Version)? Pick(Random random)
    {
        lock (_lock)
            return _messages.Count == 0 ? null : _messages[random.Next(_messages.Count)];
    }

    /// <summary>A message of anybody's.</summary>
    public (string Conversation, long Seq)? PickSeen(Random random)
    {
        lock (_lock)
            return _seen.Count == 0 ? null : _seen[random.Next(_seen.Count)];
    }

    private void Take(string conversation, ClientEntry entry)
    {
        if (entry.Kind == ClientEntryKind.Message)
            _seen.Add((conversation, entry.Seq));
        if (_seen.Count > Kept)
            _seen.RemoveAt(0);
        var seq = entry.Kind is ClientEntryKind.Edited or ClientEntryKind.Recalled ? entry.TargetSeq : entry.Seq;
        var at = _messages.FindIndex(one => one.Conversation == conversation && one.Seq == seq);
        if (at >= 0 && (entry.Recalled || entry.Kind == ClientEntryKind.Recalled))
            _messages.RemoveAt(at);
        else if (at >= 0)
            _messages[at] = _messages[at] with { Version = Math.Max(_messages[at].Version, entry.Version) };
        else if (entry is { Kind: ClientEntryKind.Message, Recalled: false } && entry.Sender == user)
            _messages.Add((conversation, seq, entry.Version));
        if (_messages.Count > Kept)
            _messages.RemoveAt(0);
    }
}
