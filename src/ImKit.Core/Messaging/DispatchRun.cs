using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Consecutive entries of one conversation that are pushed together. A change of membership is a run of its own, because the
/// audience is another before and after it. A ban changes it too.</summary>
internal sealed class DispatchRun(ConversationKey conversation, long epoch)
{
    private const int MaxEntries = 50;
    private const int MaxBytes = 65536;
    private readonly List<LogEntry> _entries = [];
    private int _bytes;

    public ConversationKey Conversation { get; } = conversation;

    public long Epoch { get; } = epoch;

    /// <summary>The term of the conversation's section under which it is dispatched.</summary>
    public long Term { get; init; }

    public IReadOnlyList<LogEntry> Entries => _entries;

    public long First => _entries[0].Seq;

    public long Last => _entries[^1].Seq;

    public bool IsMembership => ChangesMembers(_entries[0]);

    /// <summary>The oldest seq that the run shows something of: a mutation shows its target. Only who may see that gets the run.</summary>
    public long Oldest { get; private set; } = long.MaxValue;

    public bool TryAdd(LogEntry entry, long epoch)
    {
        if (_entries.Count > 0 && !Continues(entry, epoch))
            return false;
        _entries.Add(entry);
        Oldest = Math.Min(Oldest, OldestOf(entry));
        _bytes += entry.Body.Length;
        return true;
    }

    private bool Continues(LogEntry entry, long epoch) =>
        epoch == Epoch && entry.Seq == Last + 1 && _entries.Count < MaxEntries && _bytes + entry.Body.Length <= MaxBytes
        && !ChangesMembers(entry) && !IsMembership && ShowsOlder(entry) == ShowsOlder(_entries[0]);

    /// <summary>Mutations of entries from before the run come in runs of their own: not everybody who sees the rest may see them.</summary>
    private bool ShowsOlder(LogEntry entry) => OldestOf(entry) < First;

    private static long OldestOf(LogEntry entry) => EntryRules.ChangesTarget(entry.Kind) ? entry.TargetSeq : entry.Seq;

    private static bool ChangesMembers(LogEntry entry) =>
        entry.Kind is EntryKind.Created or EntryKind.MembersAdded or EntryKind.MembersRemoved or EntryKind.RolesChanged;
}
