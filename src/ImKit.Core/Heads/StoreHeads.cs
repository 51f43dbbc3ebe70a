using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;

namespace ImKit.Heads;

/// <summary>Reads where large groups end in the store. Any thread.</summary>
internal sealed class StoreHeads(ImKitOptions options, IConversationStore conversations, StoreCalls calls) : IHeadSource
{
    public async ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> FindLargeAsync(
        SessionRecord session, IReadOnlyList<ConversationId> named, CancellationToken cancel)
    {
        var heads = await HeadsAsync([.. named.Select(id => new ConversationKey(session.Tenant, id))], cancel).ConfigureAwait(false);
        var large = heads.OfType<ConversationHead>().Where(head => head.MemberCount >= options.Messaging.LargeGroup).ToArray();
        if (large.Length == 0)
            return [];
        var rows = await calls.RunAsync(
            (ids, token) => conversations.FindMembershipsAsync(session.Tenant, session.User, ids, token),
            (ConversationId[])[.. large.Select(static head => head.Conversation.Id)], cancel).ConfigureAwait(false);
        return [.. large.Where((_, i) => rows[i] is { } row && EntryRules.IsPresent(row.Role)).Select(EndOf)];
    }

    public async ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> ReadAsync(IReadOnlyList<ConversationKey> keys, CancellationToken cancel) =>
        [.. (await HeadsAsync(keys, cancel).ConfigureAwait(false)).OfType<ConversationHead>().Select(EndOf)];

    private ValueTask<IReadOnlyList<ConversationHead?>> HeadsAsync(IReadOnlyList<ConversationKey> keys, CancellationToken cancel) =>
        calls.RunAsync(conversations.GetHeadsAsync, keys, cancel);

    private static (ConversationKey Key, LogEnd End) EndOf(ConversationHead head) => (head.Conversation, new LogEnd(head.Epoch, head.Last.Seq));
}
