using System.Collections.Concurrent;

namespace ImKit.Storage;

/// <summary>All conversations of the process. Any thread.</summary>
internal sealed class InMemoryLogs
{
    private readonly ConcurrentDictionary<ConversationKey, InMemoryLog> _logs = new();

    /// <summary>The log, or null. A log that a first append is creating right now may be found empty: it does not exist yet.</summary>
    public InMemoryLog? Find(ConversationKey conversation) => _logs.GetValueOrDefault(conversation);

    /// <summary>The log, made if it is missing: only for a request that may create it.</summary>
    public InMemoryLog Open(ConversationKey conversation, ConversationSettings settings) =>
        _logs.TryGetValue(conversation, out var log)
            ? log
            : _logs.GetOrAdd(conversation, static (key, s) => new InMemoryLog(key, s), settings);

    /// <summary>Heads of a section that are behind on dispatch and after a key, in key order. A scan: a node that is alone asks once, when it starts.</summary>
    public ConversationHead[] Undispatched(int section, ConversationKey after, int limit) =>
        Heads(after, limit, key => Sections.OfConversation(key) == section, static head => head.DispatchedSeq < head.Last.Seq);

    /// <summary>Heads after a key, in key order, of which something holds. A scan.</summary>
    public ConversationHead[] Heads(ConversationKey after, int limit, Func<ConversationHead, bool> which) => Heads(after, limit, static _ => true, which);

    private ConversationHead[] Heads(ConversationKey after, int limit, Func<ConversationKey, bool> where, Func<ConversationHead, bool> which) =>
        [.. _logs
            .Where(pair => where(pair.Key) && InKeyOrder.Compare(pair.Key, after) > 0)
            .Select(pair => pair.Value.Head())
            .Where(head => head is not null && which(head))
            .Select(head => head!)
            .OrderBy(head => head.Conversation, InKeyOrder)
            .Take(limit)];

    /// <summary>Forgets dedup keys of trimmed entries. A scan: asked now and then.</summary>
    public int Prune(long before, int limit)
    {
        var count = 0;
        foreach (var log in _logs.Values)
            count += count < limit ? log.Prune(before, limit - count) : 0;
        return count;
    }

    /// <summary>What one user has pinned, in order of the ids. A scan, as a process in memory has few conversations.</summary>
    public ConversationId[] Pinned(TenantId tenant, UserId user, int limit) =>
        [.. _logs.Where(pair => pair.Key.Tenant == tenant && pair.Value.FindMember(user) is { Pinned: true } member && EntryRules.IsPresent(member.Role))
            .Select(pair => pair.Key.Id).Order().Take(limit)];

    private static readonly Comparer<ConversationKey> InKeyOrder = Comparer<ConversationKey>.Create(static (one, other) =>
        one.Tenant != other.Tenant ? one.Tenant.CompareTo(other.Tenant) : one.Id.CompareTo(other.Id));
}
