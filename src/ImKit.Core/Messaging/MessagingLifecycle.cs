using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <inheritdoc/>
internal sealed partial class MessagingLifecycle(
    AppendLanes lanes, Outbox outbox, FeedWriter feed, DispatchMarks marks, DispatchRecovery recovery, SectionKeeper keeper, MessagingLifetime lifetime,
    ILogger<MessagingLifecycle> logger) : IMessagingLifecycle
{
    private Task _recovery = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancel)
    {
        keeper.Start();
        _recovery = recovery.RunAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (lifetime.Stopped.IsCancellationRequested)
            return;
        try
        {
            await lanes.CloseAsync(deadline).ConfigureAwait(false);
            await outbox.WhenIdleAsync(deadline).ConfigureAwait(false);
            await feed.WhenIdleAsync(deadline).ConfigureAwait(false);
            await marks.FlushAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            LogDeadline();
        }

        lifetime.Stop();
        await _recovery.ConfigureAwait(false);
        // Last, so that the others take over what is done and not what is under way.
        await keeper.StopAsync().ConfigureAwait(false);
    }
}
