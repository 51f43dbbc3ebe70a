using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>A user's conversations: the recent ones, and those that changed. Any thread.</summary>
internal sealed class ConversationLists(IFeedStore feed, StateReader states)
{
    public const int MaxRecent = 100;
    public const int MaxSync = 200;

    public async ValueTask<Result<RecentPage>> RecentAsync(TenantId tenant, UserId reader, long before, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, MaxRecent);
        var rows = await feed.ReadRecentAsync(tenant, reader, FeedKind.Conversation, before, limit + 1, cancel).ConfigureAwait(false);
        var page = rows.Take(limit).Select(static row => (row.Conversation, row.Version)).ToArray();
        var items = await states.ReadAsync(tenant, reader, page, cancel).ConfigureAwait(false);
        return new RecentPage(
            [.. items.Where(static item => EntryRules.IsPresent(item.Member.Role))], rows.Count > limit ? page[^1].Version : 0);
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
        var changed = page.GroupBy(static row => row.Conversation)
            .Select(static rows => (Id: rows.Key, Version: rows.Max(static row => row.Version)))
            .OrderBy(static change => change.Version)
            .ToArray();
        var items = await states.ReadAsync(tenant, reader, changed, cancel).ConfigureAwait(false);
        return new SyncPage(items, page[^1].Version, rows.Count > limit);
    }

    /// <summary>A device whose version the feed never had holds the state of another store: it has to begin anew.</summary>
    private async ValueTask<Result<SyncPage>> UnchangedAsync(TenantId tenant, UserId reader, long since, CancellationToken cancel)
    {
        if (since > await feed.GetVersionAsync(tenant, reader, cancel).ConfigureAwait(false))
            return ImError.Reset;
        return new SyncPage([], since, false);
    }
}
