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
        IReadOnlyList<Member> page;
        do
        {
            page = await ReadAsync(run.Conversation, list.Last).ConfigureAwait(false);
            await SendAsync(run, message, list.Add(page)).ConfigureAwait(false);
        }
        while (page.Count == PageSize);

        if (list.ToAudience() is { } audience)
            audiences.Put(run.Conversation, audience);
        var announced = run.Entries[0].Kind is EntryKind.MembersRemoved or EntryKind.RolesChanged ? Notices.ReadUsers(run.Entries[0]) : list.Told;
        return new DispatchReach(list.Count < _largeGroup ? list.Seeing : [], announced);
    }

    private async ValueTask SendAsync(DispatchRun run, WireMessage message, IReadOnlyList<UserId> users)
    {
        foreach (var piece in Pieces(users))
        {
            await retry.UntilDoneAsync(
                "push",
                (to, cancel) => router.ToUsersAsync(run.Conversation.Tenant, to, message, cancel),
                piece,
                lifetime.Stopped).ConfigureAwait(false);
        }
    }

    private static IEnumerable<IReadOnlyList<UserId>> Pieces(IReadOnlyList<UserId> users) =>
        users.Count == 0 ? [] : users.Count <= PageSize ? [users] : users.Chunk(PageSize);

    private ValueTask<IReadOnlyList<Member>> ReadAsync(ConversationKey conversation, UserId after) => retry.UntilDoneAsync(
        "members",
        (user, cancel) => calls.RunAsync((u, token) => conversations.ListMembersAsync(conversation, u, PageSize, token), user, cancel),
        after,
        lifetime.Stopped);
}
