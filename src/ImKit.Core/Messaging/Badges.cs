using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Sums up what is unread for a user. Any thread.</summary>
/// <remarks>It looks at the conversations with the latest activity, up to a limit: the cost is that of the list, not of the messages.</remarks>
internal sealed class Badges(IFeedStore feed, StateReader states, UnreadCounts counts, IOptions<ImKitOptions> options)
{
    private readonly int _limit = options.Value.Messaging.BadgeConversations;

    public async ValueTask<Result<Badge>> CountAsync(TenantId tenant, UserId user, CancellationToken cancel)
    {
        var badge = default(Badge);
        var (before, left) = (long.MaxValue, _limit);
        while (left > 0)
        {
            var want = Math.Min(left, StoreArguments.MaxKeys);
            var rows = await feed.ReadRecentAsync(tenant, user, FeedKind.Conversation, before, want, cancel).ConfigureAwait(false);
            if (rows.Count == 0)
                break;
            badge = Add(badge, await PageAsync(tenant, user, rows, cancel).ConfigureAwait(false));
            if (rows.Count < want)
                break;
            (before, left) = (rows[^1].Version, left - rows.Count);
        }

        return badge;
    }

    private async ValueTask<Badge> PageAsync(TenantId tenant, UserId user, IReadOnlyList<FeedRow> rows, CancellationToken cancel)
    {
        var known = await states.ReadKnownAsync(
            tenant, user, [.. rows.Select(static row => (row.Conversation, row.Version))], cancel).ConfigureAwait(false);
        known.RemoveAll(static one => !one.IsPresent || one.Member.Muted || one.Member.IsHidden(one.Head.Last));
        await counts.FillAsync(tenant, user, known, cancel).ConfigureAwait(false);
        return new Badge(
            known.Sum(static one => Math.Max(one.Unread, one.Member.MarkedUnread ? 1 : 0)), known.Sum(static one => one.Mentions.Count));
    }

    private static Badge Add(Badge one, Badge other) => new(one.Unread + other.Unread, one.Mentions + other.Mentions);
}
