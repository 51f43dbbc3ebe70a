namespace ThirdParty.Store;

/// <summary>One change of the state; exactly one part is set. Applying the same lines in order always gives the same state.</summary>
internal sealed record JournalLine
{
    public JournalItem[]? Append { get; init; }

    public JournalMark? Read { get; init; }

    public JournalMark[]? Dispatched { get; init; }

    public JournalUpdate? Update { get; init; }

    public JournalRemoval? Removed { get; init; }

    public JournalMark? Trimmed { get; init; }

    public JournalPrune? Pruned { get; init; }

    public JournalContact? Contact { get; init; }

    public JournalRange? Reserved { get; init; }

    public JournalFeedRow[]? Feed { get; init; }

    public JournalSections? Sections { get; init; }
}

internal sealed record JournalMark(string Tenant, string Conversation, string User, long Seq);

internal sealed record JournalUpdate(JournalMark Who, MemberUpdate Update);

internal sealed record JournalRemoval(JournalMark Who, long[] Seqs);

internal sealed record JournalPrune(long Before, int Limit);

internal sealed record JournalContact(string Tenant, string Owner, string User, bool Listed, bool Blocked, string Alias);

internal sealed record JournalRange(int Section, int Count);

/// <summary>Sections that got another holder, or (no node) were given back: the term of each rises by one.</summary>
internal sealed record JournalSections(int Kind, int[] Numbers, string Node, long Boot);

internal sealed record JournalFeedRow(string Tenant, string User, int Kind, string Conversation, long Version)
{
    public static JournalFeedRow Of(FeedRow row) => new(row.Tenant.Value, row.User.Value, (int)row.Kind, row.Conversation.Value, row.Version);

    public FeedRow ToRow() => new(new TenantId(Tenant), new UserId(User), (FeedKind)Kind, new ConversationId(Conversation), Version);
}
