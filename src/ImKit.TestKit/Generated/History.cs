namespace ImKit.TestKit.Generated;

/// <summary>One run of a generated history against a store, in tenants of its own.</summary>
internal sealed class History(IMessageStore messages, IConversationStore conversations, ISectionStore sections, CancellationToken cancel)
{
    public ReferenceStore Model { get; } = new();

    public TenantId[] Tenants { get; } = [Names.Tenant(), Names.Tenant()];

    public IMessageStore Messages => messages;

    public IConversationStore Conversations => conversations;

    public ISectionStore SectionStore => sections;

    public CancellationToken Cancel => cancel;

    public ConversationKey Key(int conversation) => Draft.KeyOf(Tenants, conversation);

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            await step.RunAsync(this);
        ConversationKey[] keys = [.. Enumerable.Range(0, Draft.Conversations).Select(Key)];
        Assert.Equal(keys.Select(key => Model.Logs.GetValueOrDefault(key)?.Head()), await conversations.GetHeadsAsync(keys, cancel));
        foreach (var key in keys)
            await CompareAsync(key, Model.Logs.GetValueOrDefault(key));
        foreach (var tenant in Tenants)
        {
            await CompareUndispatchedAsync(tenant);
            await ComparePinnedAsync(tenant);
        }
    }

    public static void AssertEntries(IEnumerable<LogEntry> expected, IEnumerable<LogEntry> actual)
    {
        // A record compares memory by identity; its bytes are compared beside it.
        Assert.Equal(expected.Select(WithoutBody), actual.Select(WithoutBody));
        Assert.Equal(expected.Select(entry => entry.Body.ToArray()), actual.Select(entry => entry.Body.ToArray()));
        Assert.Equal(expected.Select(entry => entry.Mentions), actual.Select(entry => entry.Mentions));
    }

    private async Task CompareAsync(ConversationKey key, ReferenceLog? log)
    {
        AssertEntries(log?.Readable ?? [], await messages.ReadForwardAsync(key, 1, 1000, cancel));
        for (var number = 0; number < Draft.Users; number++)
        {
            var user = Draft.UserOf(number);
            Assert.Equal(log?.Members.GetValueOrDefault(user), await conversations.FindMemberAsync(key, user, cancel));
            await CompareOwnAsync(key, log, user);
        }

        var present = log?.Members.Values.Where(member => EntryRules.IsPresent(member.Role)).OrderBy(member => member.User) ?? Enumerable.Empty<Member>();
        Assert.Equal(present, await conversations.ListMembersAsync(key, default, 1000, cancel));
    }

    private async Task CompareOwnAsync(ConversationKey key, ReferenceLog? log, UserId user)
    {
        Assert.Equal(log?.Removed(user) ?? [], await conversations.ReadRemovedAsync(key, user, 0, 1000, cancel));
        OrdinalRange[] ranges = [.. from after in new[] { 0L, 1, 3 } from through in new[] { 1L, 4, 1000 } select new OrdinalRange(key.Id, after, through)];
        Assert.Equal(
            ranges.Select(range => log?.CountRemoved(user, range) ?? 0), await conversations.CountRemovedAsync(key.Tenant, user, ranges, cancel));
        Assert.Equal(
            ranges.Select(range => log?.CountMentions(user, range) ?? default), await conversations.CountMentionsAsync(key.Tenant, user, ranges, cancel));
        long[] seqs = [.. Enumerable.Range(1, 100)];
        Assert.Equal(log?.Reactions(user) ?? [], await messages.ReadReactionsAsync(key, user, seqs, cancel));
    }

    private async Task ComparePinnedAsync(TenantId tenant)
    {
        for (var number = 0; number < Draft.Users; number++)
        {
            var user = Draft.UserOf(number);
            var expected = Model.Logs.Where(pair => pair.Key.Tenant == tenant && pair.Value.Has(user) && pair.Value.Members[user].Pinned);
            Assert.Equal(expected.Select(pair => pair.Key.Id).Order(), await conversations.ListPinnedAsync(tenant, user, 1000, cancel));
        }
    }

    private async Task CompareUndispatchedAsync(TenantId tenant)
    {
        var expected = Model.Logs.Where(pair => pair.Key.Tenant == tenant && pair.Value.Dispatched < pair.Value.Last.Seq)
            .OrderBy(pair => pair.Key.Id).Select(pair => pair.Value.Head());
        var heads = new List<ConversationHead>();
        foreach (var section in Model.Logs.Keys.Where(key => key.Tenant == tenant).Select(Sections.OfConversation).Distinct())
            heads.AddRange(await messages.ReadUndispatchedAsync(section, new ConversationKey(tenant, default), 1000, cancel));
        Assert.Equal(expected, heads.Where(head => head.Conversation.Tenant == tenant).OrderBy(head => head.Conversation.Id));
    }

    private static LogEntry WithoutBody(LogEntry entry) => entry with { Body = default, Mentions = [] };
}
