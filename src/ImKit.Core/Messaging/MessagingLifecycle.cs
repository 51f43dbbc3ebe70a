using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <inheritdoc/>
internal sealed partial class MessagingLifecycle(
    AppendLanes lanes, Outbox outbox, FeedWriter feed, DispatchMarks marks, DispatchSweep sweep, SectionKeeper keeper, LogTrimmer trimmer,
    PublishRelay relay, MessagingLifetime lifetime, ImKitOptions options, ILogger<MessagingLifecycle> logger) : IMessagingLifecycle
{
    private Task _trimming = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancel)
    {
        // A node that only holds connections has no conversations to care for.
        if (options.Roles == NodeRoles.Access)
            return Task.CompletedTask;
        keeper.Start();
        sweep.Start();
        _trimming = trimmer.RunAsync();
        relay.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (lifetime.Stopped.IsCancellationRequested)
            return;
        try
        {
            await relay.StopAsync(deadline).ConfigureAwait(false);
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
        await _trimming.ConfigureAwait(false);
        sweep.Dispose();
        // Last, so that the others take over what is done and not what is under way.
        if (options.Roles != NodeRoles.Access)
            await keeper.StopAsync().ConfigureAwait(false);
    }
}
