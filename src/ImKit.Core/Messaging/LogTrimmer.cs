using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Removes what is too old from the beginnings of logs, in bounded rounds. Every node may do it: trimming again what is trimmed does nothing.
/// One round at a time.</summary>
internal sealed partial class LogTrimmer(
    IMessageStore messages, IConversationStore conversations, OldEntries old, StoreCalls calls, MessagingLifetime lifetime, MessagingMetrics metrics,
    TimeProvider time, IOptions<ImKitOptions> options, ILogger<LogTrimmer> logger)
{
    private readonly RetentionOptions _options = options.Value.Retention;

    /// <summary>Where the next round goes on.</summary>
    private ConversationKey _after;

    /// <summary>Works until the server stops; ends without an error.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(lifetime.Stopped).ConfigureAwait(false))
                await TryRoundAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.Stopped.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A store that fails now is asked again at the next round.")]
    private async ValueTask TryRoundAsync()
    {
        try
        {
            await TrimAsync().ConfigureAwait(false);
            await PruneAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (!lifetime.Stopped.IsCancellationRequested)
        {
            LogRoundFailed(e);
        }
    }

    private async ValueTask TrimAsync()
    {
        if (!old.Exist)
            return;
        var (seen, left) = (0, (long)_options.EntriesPerRound);
        while (seen < _options.ConversationsPerRound && left > 0)
        {
            var want = Math.Min(_options.ConversationsPerRound - seen, StoreArguments.MaxKeys);
            var page = await calls.RunAsync(
                (after, token) => conversations.ListConversationsAsync(after, want, token), _after, lifetime.Stopped).ConfigureAwait(false);
            foreach (var head in page)
            {
                left -= await TrimAsync(head, left).ConfigureAwait(false);
                if (left <= 0)
                    return;
                _after = head.Conversation;
            }

            seen += page.Count;
            if (page.Count < want)
            {
                _after = default;
                return;
            }
        }
    }

    /// <summary>Trims one log, a piece at a time, so that no transaction of the store's grows long.</summary>
    /// <returns>How many entries went.</returns>
    private async ValueTask<long> TrimAsync(ConversationHead head, long atMost)
    {
        var last = Math.Min(await old.FindLastAsync(head, lifetime.Stopped).ConfigureAwait(false), head.Trimmed.Seq + atMost);
        var done = head.Trimmed.Seq;
        while (done < last)
        {
            var to = Math.Min(last, done + StoreArguments.MaxKeys);
            await calls.RunAsync((seq, token) => messages.TrimAsync(head.Conversation, seq, token), to, lifetime.Stopped).ConfigureAwait(false);
            metrics.Trimmed(to - done);
            done = to;
        }

        return done - head.Trimmed.Seq;
    }

    private async ValueTask PruneAsync()
    {
        var before = (time.GetUtcNow() - _options.DedupKeys).ToUnixTimeMilliseconds();
        for (var left = _options.EntriesPerRound; left > 0;)
        {
            var want = Math.Min(left, StoreArguments.MaxKeys);
            var count = await calls.RunAsync((limit, token) => messages.PruneAsync(before, limit, token), want, lifetime.Stopped).ConfigureAwait(false);
            metrics.Pruned(count);
            if (count < want)
                return;
            left -= count;
        }
    }
}
