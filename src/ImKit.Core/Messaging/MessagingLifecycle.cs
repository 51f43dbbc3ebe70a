using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <inheritdoc/>
internal sealed partial class MessagingLifecycle(
    AppendLanes lanes, Outbox outbox, FeedWriter feed, DispatchMarks marks, DispatchSweep sweep, SectionKeeper keeper, LogTrimmer trimmer,
    PublishRelay relay, MessagingLifetime lifetime, ImKitOptions options, TimeProvider time, ILogger<MessagingLifecycle> logger) : IMessagingLifecycle
{
    private static readonly TimeSpan Remarkable = TimeSpan.FromSeconds(2);
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
            await WaitForAsync("published messages", relay.StopAsync(deadline)).ConfigureAwait(false);
            await WaitForAsync("appends", lanes.CloseAsync(deadline)).ConfigureAwait(false);
            await WaitForAsync("pushes", outbox.WhenIdleAsync(deadline)).ConfigureAwait(false);
            await WaitForAsync("feed rows", feed.WhenIdleAsync(deadline)).ConfigureAwait(false);
            await WaitForAsync("marks", marks.FlushAsync(deadline)).ConfigureAwait(false);
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
            await WaitForAsync("sections", keeper.StopAsync(deadline)).ConfigureAwait(false);
    }

    /// <summary>Waits for a part of the stop, and tells of it if it took long.</summary>
    private async Task WaitForAsync(string part, Task ended)
    {
        var began = time.GetTimestamp();
        try
        {
            await ended.ConfigureAwait(false);
        }
        finally
        {
            if (time.GetElapsedTime(began) is var waited && waited >= Remarkable)
                LogWaited(part, waited.TotalSeconds);
        }
    }
}
