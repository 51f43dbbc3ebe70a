using System.Collections.Concurrent;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What devices have got, until it is told: a bounded queue, so that event loops leave a note and go on. Any thread; one takes at a time.</summary>
internal sealed class DeliveredNotes
{
    private const int MaxWaiting = 65536;
    private readonly ConcurrentQueue<Note> _notes = new();
    private int _waiting;

    public bool IsEmpty => Volatile.Read(ref _waiting) == 0;

    /// <summary>Leaves a note.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="user">Whose device.</param>
    /// <param name="seq">It has everything up to here.</param>
    /// <param name="proved">Whether it was pushed to the device; otherwise the device says so.</param>
    /// <returns>False if there are too many.</returns>
    public bool TryAdd(ConversationKey conversation, UserId user, long seq, bool proved)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        _notes.Enqueue(new Note(conversation, user, seq, proved));
        return true;
    }

    /// <summary>Takes those that are there: of each user and conversation the furthest.</summary>
    public Taken Take()
    {
        var taken = new Taken([], []);
        for (var left = Volatile.Read(ref _waiting); left > 0 && _notes.TryDequeue(out var note); left--)
        {
            Interlocked.Decrement(ref _waiting);
            if (note.Proved)
                Keep(taken.Proved, note.Conversation, note.User, note.Seq);
            else
                Keep(taken.Claimed, (note.Conversation.Tenant, note.User), note.Conversation.Id, note.Seq);
        }

        return taken;
    }

    public static void Keep<TKey, TInner>(Dictionary<TKey, Dictionary<TInner, long>> all, TKey key, TInner inner, long seq)
        where TKey : notnull
        where TInner : notnull
    {
        if (!all.TryGetValue(key, out var some))
            all.Add(key, some = []);
        some[inner] = Math.Max(seq, some.GetValueOrDefault(inner));
    }

    /// <summary>What was taken.</summary>
    /// <param name="Proved">By conversation and user.</param>
    /// <param name="Claimed">By user and conversation; it is not known whether the user is a member.</param>
    internal sealed record Taken(
        Dictionary<ConversationKey, Dictionary<UserId, long>> Proved, Dictionary<(TenantId Tenant, UserId User), Dictionary<ConversationId, long>> Claimed);

    private readonly record struct Note(ConversationKey Conversation, UserId User, long Seq, bool Proved);
}
