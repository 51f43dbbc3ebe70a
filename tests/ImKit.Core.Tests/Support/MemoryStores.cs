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

    public IContactStore Contacts { get; } = new InMemoryContactStore();

    public IFeedStore Feed { get; }

    public InMemorySections Sections { get; }

    /// <summary>Marks a conversation under the term that its section has.</summary>
    public async Task MarkDispatchedAsync(ConversationKey conversation, long seq)
    {
        var term = Sections.Find(SectionKind.Dispatch, Storage.Sections.OfConversation(conversation)).Read(TimeProvider.System).Term;
        Assert.Equal(FencedStatus.Written, await Messages.MarkDispatchedAsync([new DispatchMark(conversation, seq, term)], default));
    }

    /// <summary>Everything that is committed and not marked as dispatched.</summary>
    public async Task<IReadOnlyList<ConversationHead>> UndispatchedAsync()
    {
        var heads = new List<ConversationHead>();
        for (var section = 0; section < Storage.Sections.Count; section++)
            heads.AddRange(await Messages.ReadUndispatchedAsync(section, default, 1000, default));
        return heads;
    }
}
