using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Where the logs end of which entries were not pushed to a connection: bounded, so that a client that stays away costs no more. Loop thread only.</summary>
internal sealed class LeftOut
{
    private const int MaxConversations = 64;
    private readonly Dictionary<ConversationId, (long Epoch, long Seq)> _heads = [];

    public IEnumerable<(ConversationId Conversation, long Epoch, long Seq)> Heads => _heads.Select(static head => (head.Key, head.Value.Epoch, head.Value.Seq));

    /// <summary>Whether there are more than are named.</summary>
    public bool More { get; private set; }

    public void Add(PushedEntries entries)
    {
        if (_heads.Count < MaxConversations || _heads.ContainsKey(entries.Conversation))
            _heads[entries.Conversation] = (entries.Epoch, entries.Last);
        else
            More = true;
    }
}
