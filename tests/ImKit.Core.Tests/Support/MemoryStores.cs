using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>The in-memory stores as a database that outlives the nodes that use it.</summary>
internal sealed class MemoryStores
{
    public MemoryStores(TimeProvider? time = null)
    {
        var logs = new InMemoryLogs();
        Sections = new InMemorySections(time ?? TimeProvider.System);
        Messages = new InMemoryMessageStore(logs, Sections);
        Conversations = new InMemoryConversationStore(logs);
        Feed = new InMemoryFeedStore(Sections);
    }

    public IMessageStore Messages { get; }

    public IConversationStore Conversations { get; }

    public IFeedStore Feed { get; }

    public InMemorySections Sections { get; }

    /// <summary>Everything that is committed and not marked as dispatched.</summary>
    public async Task<IReadOnlyList<ConversationHead>> UndispatchedAsync()
    {
        var heads = new List<ConversationHead>();
        for (var section = 0; section < Storage.Sections.Count; section++)
            heads.AddRange(await Messages.ReadUndispatchedAsync(section, default, 1000, default));
        return heads;
    }
}
