using ImKit.Client.Diagnostics;

namespace ImKit.Client.Connections;

/// <content>What keeps the connection alive: heartbeats, and new tokens.</content>
internal sealed partial class Link
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private async Task BeatAsync(TimeSpan? renewAfter)
    {
        try
        {
            var interval = TimeSpan.FromMilliseconds(Reply.HeartbeatMs);
            if (interval < LeastInterval)
                interval = LeastInterval;
            var renewAt = renewAfter;
            var waited = TimeSpan.Zero;
            while (true)
            {
                var pause = renewAt is { } due && due - waited < interval ? due - waited : interval;
                await Task.Delay(pause > TimeSpan.Zero ? pause : LeastInterval, _options.Time, _life.Token).ConfigureAwait(false);
                waited += pause;
                if (renewAt is { } at && waited >= at)
                {
                    renewAt = await RenewAsync().ConfigureAwait(false);
                    waited = TimeSpan.Zero;
                }

                var answer = await ExchangeAsync(Operations.Heartbeat, default, _options.HeartbeatTimeout, _life.Token).ConfigureAwait(false);
                _listener.OnHeartbeat(Bodies.Read(answer.Body, Wire.HeartbeatReply.Parser));
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Cut(e is RequestTimeoutException ? "no answer to a heartbeat" : e.Message, EndCause.Of(e));
        }
    }

    /// <summary>Logs in once more on the same connection.</summary>
    /// <returns>When to do so again.</returns>
    private async ValueTask<TimeSpan?> RenewAsync()
    {
        try
        {
            var token = await _options.Token!(false, _life.Token).ConfigureAwait(false);
            await LoginAsync(token, _life.Token).ConfigureAwait(false);
            return token.RenewAfter;
        }
        catch (RequestRefusedException e) when (e.Error.Temporary)
        {
            return e.Error.RetryAfter ?? LeastInterval;
        }
    }
}
