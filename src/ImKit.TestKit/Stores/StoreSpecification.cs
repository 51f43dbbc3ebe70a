namespace ImKit.TestKit;

/// <summary>What the specifications of the stores share: fresh stores for every test, and names that no other test uses.</summary>
public abstract class StoreSpecification : IAsyncLifetime
{
    private StoreHarness? _harness;

    /// <summary>The log under test.</summary>
    protected IMessageStore Messages => Harness.Messages;

    /// <summary>The conversations under test.</summary>
    protected IConversationStore Conversations => Harness.Conversations;

    /// <summary>The feed under test.</summary>
    protected IFeedStore Feed => Harness.Feed;

    /// <summary>The contacts under test.</summary>
    protected IContactStore Contacts => Harness.Contacts;

    /// <summary>The sections under test.</summary>
    protected ISectionStore SectionStore => Harness.Sections;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected StoreHarness Harness => _harness ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<StoreHarness> CreateAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
    }

    /// <summary>A section below <see cref="Names.FirstLeased"/>, as no test takes those, under the term it has.</summary>
    private protected async Task<SectionTerm> TermOf(SectionKind kind, int number) =>
        new(number, (await SectionStore.ReadAsync(kind, Cancel))[number].Term);

    /// <summary>Marks a conversation under the term that its section has.</summary>
    private protected async Task Mark(ConversationKey conversation, params long[] seqs)
    {
        var under = await TermOf(SectionKind.Dispatch, Sections.OfConversation(conversation));
        DispatchMark[] marks = [.. seqs.Select(seq => new DispatchMark(conversation, seq, under.Term))];
        Assert.Equal(FencedStatus.Written, await Messages.MarkDispatchedAsync(marks, Cancel));
    }

    /// <summary>What is not dispatched in the section of a conversation, of its tenant.</summary>
    private protected async Task<IEnumerable<ConversationHead>> Undispatched(ConversationKey conversation) =>
        (await Messages.ReadUndispatchedAsync(Sections.OfConversation(conversation), new(conversation.Tenant, default), 1000, Cancel))
        .Where(head => head.Conversation.Tenant == conversation.Tenant);

    private protected async Task<AppendOutcome> Append(AppendRequest request) => (await Messages.AppendAsync([request], Cancel))[0];

    private protected async Task<Position> Commit(AppendRequest request)
    {
        var outcome = await Append(request);
        Assert.Equal(AppendStatus.Committed, outcome.Status);
        return outcome.Position;
    }

    private protected async Task<ConversationHead?> Head(ConversationKey conversation) =>
        (await Conversations.GetHeadsAsync([conversation], Cancel))[0];

    private protected async Task<Member> MemberOf(ConversationKey conversation, string user)
    {
        var member = await Conversations.FindMemberAsync(conversation, new UserId(user), Cancel);
        Assert.NotNull(member);
        return member;
    }

    private protected async Task<long> UnreadOf(ConversationKey conversation, string user) =>
        (await MemberOf(conversation, user)).Unread((await Head(conversation))!.Last);

    private protected async Task<IReadOnlyList<LogEntry>> Log(ConversationKey conversation) =>
        await Messages.ReadForwardAsync(conversation, 1, 1000, Cancel);
}
