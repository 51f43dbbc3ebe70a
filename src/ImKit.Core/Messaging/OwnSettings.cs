using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>What is a user's own in a conversation: settings, what they cleared and removed. Told to their other devices by the feed. Any thread.</summary>
internal sealed class OwnSettings(
    IConversationStore conversations, StateReader states, FeedWriter feed, TargetReader members, IOptions<ImKitOptions> options)
{
    public const int MaxDraft = 4096;
    public const int MaxRemove = 100;
    private readonly int _maxPinned = options.Value.Messaging.MaxPinned;

    public async ValueTask<Result<ConversationState>> UpdateAsync(
        ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel)
    {
        var before = await OpenAsync(conversation, user, cancel).ConfigureAwait(false);
        if (!before.Ok)
            return before.Error;
        if (update.Pinned == true && !before.Value.Pinned && await IsFullAsync(conversation.Tenant, user, cancel).ConfigureAwait(false))
            return ImError.LimitExceeded($"at most {_maxPinned} conversations are pinned");
        var after = await conversations.UpdateMemberAsync(conversation, user, update, cancel).ConfigureAwait(false);
        if (after is null)
            return ImError.NotMember;
        return await TellAsync(conversation, user, FeedKind.Settings, after != before.Value, cancel).ConfigureAwait(false);
    }

    public async ValueTask<Result<ConversationState>> RemoveAsync(
        ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        var before = await OpenAsync(conversation, user, cancel).ConfigureAwait(false);
        if (!before.Ok)
            return before.Error;
        var after = await conversations.RemoveEntriesAsync(conversation, user, seqs, cancel).ConfigureAwait(false);
        return after is null
            ? ImError.NotMember
            : await TellAsync(conversation, user, FeedKind.Removed, true, cancel).ConfigureAwait(false);
    }

    public async ValueTask<Result<IReadOnlyList<long>>> RemovedAsync(
        ConversationKey conversation, UserId user, long after, int limit, CancellationToken cancel)
    {
        var member = await members.MemberAsync(conversation, user, cancel).ConfigureAwait(false);
        if (!member.Ok)
            return member.Error;
        limit = Math.Clamp(limit, 1, StoreArguments.MaxKeys);
        return Result<IReadOnlyList<long>>.Of(
            await conversations.ReadRemovedAsync(conversation, user, Math.Max(after, 0), limit, cancel).ConfigureAwait(false));
    }

    /// <summary>The row before the change, if there is room for what follows it.</summary>
    private async ValueTask<Result<Member>> OpenAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        feed.HasRoom(conversation.Tenant, user) ? await members.MemberAsync(conversation, user, cancel).ConfigureAwait(false) : ImError.Busy;

    private async ValueTask<bool> IsFullAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        (await conversations.ListPinnedAsync(tenant, user, _maxPinned, cancel).ConfigureAwait(false)).Count >= _maxPinned;

    private async ValueTask<Result<ConversationState>> TellAsync(
        ConversationKey conversation, UserId user, FeedKind kind, bool changed, CancellationToken cancel)
    {
        var version = changed
            ? await feed.WriteAsync(new FeedChange(conversation.Tenant, user, kind, conversation.Id), cancel).ConfigureAwait(false)
            : 0;
        var state = await states.ReadAsync(conversation.Tenant, user, [(conversation.Id, version)], cancel).ConfigureAwait(false);
        return state.Count > 0 ? state[0] : ImError.NotFound;
    }
}
