using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>The in-memory stores as a database that outlives the nodes that use it.</summary>
internal sealed class MemoryStores
{
    public MemoryStores(TimeProvider? time = null)
    {
        var logs = new InMemoryLogs();
        Messages = new InMemoryMessageStore(logs);
        Conversations = new InMemoryConversationStore(logs);
        Sections = new InMemorySections(time ?? TimeProvider.System);
        Feed = new InMemoryFeedStore(Sections);
    }

    public IMessageStore Messages { get; }

    public IConversationStore Conversations { get; }

    public IFeedStore Feed { get; }

    public InMemorySections Sections { get; }
}
