using ImKit.Storage;

namespace ImKit.Messaging;

internal sealed partial class Conversations
{
    public ValueTask<Result<ConversationState>> UpdateAsync(
        UserId user, ConversationId conversation, MemberUpdate update, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.ClearTo < 0)
            return new(ImError.BadRequest("a seq is not negative"));
        return update.Draft?.Length > OwnSettings.MaxDraft
            ? new(ImError.LimitExceeded($"a draft has at most {OwnSettings.MaxDraft} characters"))
            : ReadAsync(user, conversation, token => services.Own.UpdateAsync(Key(conversation), user, update, token), cancel);
    }

    public ValueTask<Result<ConversationState>> ClearAsync(
        UserId user, ConversationId conversation, long throughSeq = long.MaxValue, CancellationToken cancel = default) =>
        UpdateAsync(user, conversation, new MemberUpdate { ClearTo = throughSeq }, cancel);

    public ValueTask<Result<ConversationState>> RemoveForMeAsync(
        UserId user, ConversationId conversation, IReadOnlyList<long> seqs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(seqs);
        if (seqs.Count == 0)
            return new(ImError.BadRequest("no entries are named"));
        return seqs.Count > OwnSettings.MaxRemove
            ? new(ImError.LimitExceeded($"at most {OwnSettings.MaxRemove} entries can be removed at once"))
            : ReadAsync(user, conversation, token => services.Own.RemoveAsync(Key(conversation), user, seqs, token), cancel);
    }

    public ValueTask<Result<IReadOnlyList<long>>> RemovedAsync(
        UserId user, ConversationId conversation, long after = 0, int limit = StoreArguments.MaxKeys, CancellationToken cancel = default) =>
        ReadAsync(user, conversation, token => services.Own.RemovedAsync(Key(conversation), user, after, limit, token), cancel);

    public ValueTask<Result<Badge>> BadgeAsync(UserId user, CancellationToken cancel = default) =>
        user == default ? new(NoUser) : services.Calls.TryAsync(token => services.Badges.CountAsync(tenant, user, token), cancel);
}
