using System.Collections.Concurrent;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The two users of direct conversations, which never change once they exist; bounded. Any thread.</summary>
internal sealed class DirectPeers(IConversationStore conversations)
{
    private const int MaxKnown = 16384;
    private readonly ConcurrentDictionary<ConversationKey, (UserId One, UserId Other)> _pairs = new();

    /// <summary>The other user; the reader for a conversation with themself; the default value for conversations that are not direct.</summary>
    public async ValueTask<UserId> FindAsync(ConversationKey conversation, UserId reader, CancellationToken cancel)
    {
        if (conversation.Id.Kind != ConversationKind.Direct)
            return default;
        if (!_pairs.TryGetValue(conversation, out var pair))
        {
            var members = await conversations.ListMembersAsync(conversation, default, 2, cancel).ConfigureAwait(false);
            if (members.Count == 0)
                return default;
            pair = (members[0].User, members[^1].User);
            // Emptied when full: to look a pair up again is cheap, and what is in use comes back at once.
            if (_pairs.Count >= MaxKnown)
                _pairs.Clear();
            _pairs[conversation] = pair;
        }

        return Other(pair, reader);
    }

    /// <summary>As <see cref="FindAsync"/>, if it is known already.</summary>
    public bool TryFind(ConversationKey conversation, UserId reader, out UserId other)
    {
        var found = _pairs.TryGetValue(conversation, out var pair);
        other = found ? Other(pair, reader) : default;
        return found;
    }

    private static UserId Other((UserId One, UserId Other) pair, UserId reader) => pair.One == reader ? pair.Other : pair.One;
}
