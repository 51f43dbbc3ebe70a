using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>The in-memory stores as a database that outlives the nodes that use it.</summary>
internal sealed class MemoryStores
{
    public MemoryStores()
    {
        var logs = new InMemoryLogs();
        Messages = new InMemoryMessageStore(logs);
        Conversations = new InMemoryConversationStore(logs);
    }

    public IMessageStore Messages { get; }

    public IConversationStore Conversations { get; }

    public IContactStore Contacts { get; } = new InMemoryContactStore();

    public IFeedStore Feed { get; } = new InMemoryFeedStore();
}
