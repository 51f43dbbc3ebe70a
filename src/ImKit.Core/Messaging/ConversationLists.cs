using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>A user's conversations: the recent ones, and those that changed. Any thread.</summary>
internal sealed class ConversationLists(IFeedStore feed, IConversationStore conversations, StateReader states, IOptions<ImKitOptions> options)
{
    public const int MaxRecent = 100;
    public const int MaxSync = 200;
    private readonly int _maxPinned = options.Value.Messaging.MaxPinned;

    public async ValueTask<Result<RecentPage>> RecentAsync(TenantId tenant, UserId reader, long before, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, MaxRecent);
        var rows = await feed.ReadRecentAsync(tenant, reader, FeedKind.Conversation, before, limit + 1, cancel).ConfigureAwait(false);
        var page = rows.Take(limit).Select(static row => (row.Conversation, row.Version)).ToArray();
        var items = await states.ReadAsync(tenant, reader, page, cancel).ConfigureAwait(false);
        var pinned = before == long.MaxValue ? await PinnedAsync(tenant, reader, cancel).ConfigureAwait(false) : [];
        return new RecentPage(
            [.. pinned, .. items.Where(static item => IsListed(item) && !item.Member.Pinned)], rows.Count > limit ? page[^1].Version : 0);
    }

    public async ValueTask<Result<SyncPage>> SyncAsync(TenantId tenant, UserId reader, long since, int limit, CancellationToken cancel)
    {
        if (since < 0)
            return ImError.BadRequest("a feed version is not negative");
        limit = Math.Clamp(limit, 1, MaxSync);
        var rows = await feed.ReadSinceAsync(tenant, reader, since, limit + 1, cancel).ConfigureAwait(false);
        if (rows.Count == 0)
            return await UnchangedAsync(tenant, reader, since, cancel).ConfigureAwait(false);
        var page = rows.Take(limit).ToArray();
        // A conversation with a message and a read cursor in the page is reported once, where it changed last.
        var changed = page.Where(static row => row.Kind != FeedKind.Contact)
            .GroupBy(static row => row.Conversation)
            .Select(static rows => (Id: rows.Key, Version: rows.Max(static row => row.Version)))
            .OrderBy(static change => change.Version)
            .ToArray();
        var items = await states.ReadAsync(tenant, reader, changed, cancel).ConfigureAwait(false);
        var removed = page.Where(static row => row.Kind == FeedKind.Removed).Select(static row => row.Conversation).ToHashSet();
        return new SyncPage(
            removed.Count == 0 ? items : [.. items.Select(item => removed.Contains(item.Conversation) ? item with { RemovedChanged = true } : item)],
            page[^1].Version, rows.Count > limit)
        {
            ContactsChanged = page.Any(static row => row.Kind == FeedKind.Contact),
        };
    }

    /// <summary>The pinned ones, those whose head is newest first: ids tell that closely enough for a list on a screen.</summary>
    private async ValueTask<IEnumerable<ConversationState>> PinnedAsync(TenantId tenant, UserId reader, CancellationToken cancel)
    {
        var ids = await conversations.ListPinnedAsync(tenant, reader, _maxPinned, cancel).ConfigureAwait(false);
        var pinned = await states.ReadAsync(tenant, reader, [.. ids.Select(static id => (id, 0L))], cancel).ConfigureAwait(false);
        return pinned.Where(IsListed).OrderByDescending(static state => state.HeadId.Value);
    }

    private static bool IsListed(ConversationState state) => EntryRules.IsPresent(state.Member.Role) && !state.Hidden;

    /// <summary>A device whose version the feed never had holds the state of another store: it has to begin anew.</summary>
    private async ValueTask<Result<SyncPage>> UnchangedAsync(TenantId tenant, UserId reader, long since, CancellationToken cancel)
    {
        if (since > await feed.GetVersionAsync(tenant, reader, cancel).ConfigureAwait(false))
            return ImError.Reset;
        return new SyncPage([], since, false);
    }
}
