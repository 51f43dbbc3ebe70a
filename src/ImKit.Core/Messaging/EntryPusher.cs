using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Pushes a run of entries to the members who may see it. Called by one section at a time for one conversation.</summary>
internal sealed class EntryPusher(
    IConversationStore conversations, IRouter router, StoreCalls calls, Retry retry, MessagingLifetime lifetime, IOptions<ImKitOptions> options)
{
    private const int PageSize = StoreArguments.MaxKeys;

    // So many members are looked up for one message to each node; with all their sessions on one node it stays far below what brokers take.
    private const int PushSize = 20 * PageSize;
    private readonly int _largeGroup = options.Value.Messaging.LargeGroup;

    public async ValueTask<DispatchReach> PushAsync(DispatchRun run, AudienceCache audiences)
    {
        var message = new WireMessage(Operations.Entries, EntryMapping.Push(run));
        if (audiences.Find(run) is not { } audience)
            return await PushPagesAsync(run, message, audiences).ConfigureAwait(false);
        audience.AsOf = run.Last;
        var users = audience.WhoSee(run);
        await SendAsync(run, message, users).ConfigureAwait(false);
        return new DispatchReach(audience.Count < _largeGroup ? users : [], audience.WhoPull(run));
    }

    private async ValueTask<DispatchReach> PushPagesAsync(DispatchRun run, WireMessage message, AudienceCache audiences)
    {
        var list = new MemberPages(run, Math.Max(_largeGroup, 2000));
        var users = new List<UserId>();
        IReadOnlyList<Member> page;
        do
        {
            page = await ReadAsync(run.Conversation, list.Last).ConfigureAwait(false);
            users.AddRange(list.Add(page));
            if (page.Count == PageSize && users.Count <= PushSize - PageSize)
                continue;
            await SendAsync(run, message, users).ConfigureAwait(false);
            users = [];
        }
        while (page.Count == PageSize);

        if (list.ToAudience() is { } audience)
            audiences.Put(run.Conversation, audience);
        var announced = run.Entries[0].Kind is EntryKind.MembersRemoved or EntryKind.RolesChanged ? Notices.ReadUsers(run.Entries[0]) : list.Told;
        return new DispatchReach(list.Count < _largeGroup ? list.Seeing : [], announced);
    }

    // All at once: a node gets one message for all of them, however many look-ups it took to find who is there.
    private async ValueTask SendAsync(DispatchRun run, WireMessage message, IReadOnlyList<UserId> users)
    {
        if (users.Count == 0)
            return;
        await retry.UntilDoneAsync(
            "push",
            (to, cancel) => router.ToUsersAsync(run.Conversation.Tenant, to, message, cancel),
            users,
            lifetime.Stopped).ConfigureAwait(false);
    }

    private ValueTask<IReadOnlyList<Member>> ReadAsync(ConversationKey conversation, UserId after) => retry.UntilDoneAsync(
        "members",
        (user, cancel) => calls.RunAsync((u, token) => conversations.ListMembersAsync(conversation, u, PageSize, token), user, cancel),
        after,
        lifetime.Stopped);
}
