using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Counts what is unread: the difference of two ordinals, less what was removed in between. Any thread.</summary>
internal sealed class UnreadCounts(IConversationStore conversations)
{
    /// <summary>Counts for conversations of one user, at most 1000; those with nothing new cost nothing.</summary>
    public async ValueTask FillAsync(TenantId tenant, UserId reader, IReadOnlyList<KnownConversation> known, CancellationToken cancel)
    {
        KnownConversation[] news = [.. known.Where(static one => one.Difference > 0)];
        if (news.Length == 0)
            return;
        OrdinalRange[] ranges = [.. news.Select(static one => one.Range)];
        var removed = await conversations.CountRemovedAsync(tenant, reader, ranges, cancel).ConfigureAwait(false);
        var mentions = await conversations.CountMentionsAsync(tenant, reader, ranges, cancel).ConfigureAwait(false);
        for (var i = 0; i < news.Length; i++)
        {
            news[i].Unread = Math.Max(0, news[i].Difference - removed[i]);
            news[i].Mentions = mentions[i];
        }
    }
}
