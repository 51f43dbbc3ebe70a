using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>Lets something happen between two reads.</summary>
internal sealed class InterleavedConversationStore(IConversationStore inner) : ForwardingConversationStore
{
    private Func<Task>? _then;
    private int _left;

    protected override IConversationStore Inner => inner;

    /// <summary>Lets something happen once, right after a read of a head or a member.</summary>
    /// <param name="reads">After which read from now on, from 1.</param>
    /// <param name="then">What happens.</param>
    public void After(int reads, Func<Task> then) => (_left, _then) = (reads, then);

    public override async ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel) =>
        await ThenAsync(await inner.GetHeadsAsync(conversations, cancel));

    public override async ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        await ThenAsync(await inner.FindMemberAsync(conversation, user, cancel));

    public override async ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel) =>
        await ThenAsync(await inner.FindMembershipsAsync(tenant, user, conversations, cancel));

    private async ValueTask<T> ThenAsync<T>(T answer)
    {
        if (_then is { } then && --_left == 0)
        {
            _then = null;
            await then();
        }

        return answer;
    }
}
