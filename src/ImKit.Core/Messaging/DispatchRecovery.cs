using ImKit.Storage;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Dispatches again, when a node starts, what is committed and not marked as dispatched: after a crash, everything since the last
/// marks. At least once; clients pass over what they know.</summary>
internal sealed partial class DispatchRecovery(
    IMessageStore store, Outbox outbox, StoreCalls calls, Retry retry, MessagingLifetime lifetime, ILogger<DispatchRecovery> logger)
{
    private const int PageSize = 200;

    /// <summary>Works through the store's list; ends early, without an error, when the server stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            var count = await WalkAsync().ConfigureAwait(false);
            if (count > 0)
                LogRecovered(count);
        }
        catch (OperationCanceledException) when (lifetime.Stopped.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task<int> WalkAsync()
    {
        var count = 0;
        IReadOnlyList<ConversationHead> page;
        ConversationKey after = default;
        do
        {
            page = await ReadAsync(after).ConfigureAwait(false);
            // A page at a time, so that a long list does not fill the memory.
            await Task.WhenAll(page.Select(head => outbox.RecoverAsync(head.Conversation))).WaitAsync(lifetime.Stopped).ConfigureAwait(false);
            count += page.Count;
            if (page.Count > 0)
                after = page[^1].Conversation;
        }
        while (page.Count == PageSize);
        return count;
    }

    private ValueTask<IReadOnlyList<ConversationHead>> ReadAsync(ConversationKey after) => retry.UntilDoneAsync(
        "undispatched",
        (key, cancel) => calls.RunAsync((k, token) => store.ReadUndispatchedAsync(k, PageSize, token), key, cancel),
        after,
        lifetime.Stopped);
}
