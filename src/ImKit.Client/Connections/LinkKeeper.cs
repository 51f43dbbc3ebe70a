using ImKit.Client.Wires;

namespace ImKit.Client.Connections;

/// <summary>Keeps one link: connects, logs in, waits for its end, waits, and begins again. One run at a time.</summary>
internal sealed class LinkKeeper(ImKitClientOptions options, IWireOpener opener, ILinkListener listener)
{
    private readonly ReconnectDelay _delay = new(options);
    private readonly EndpointTurns _endpoints = new(options);
    private TaskCompletionSource _hurry = New();

    /// <summary>Told of every change, one at a time; must not wait.</summary>
    public required Action<ConnectionChange, Link?> Changed { get; init; }

    /// <summary>Does not wait any longer.</summary>
    public void Hurry() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>Runs until it is cancelled, or the server does not want this client back.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var tokenRefused = false;
        while (true)
        {
            Changed(new ConnectionChange(ClientConnectionState.Connecting, 0, "", default), null);
            var (loggedIn, end) = await ConnectAsync(tokenRefused, cancel).ConfigureAwait(false);
            var another = end.TokenRefused && (loggedIn || !tokenRefused);
            if (!end.Reconnect && !another)
            {
                Changed(new ConnectionChange(ClientConnectionState.Refused, end.Code, end.Reason, default), null);
                return;
            }

            tokenRefused = end.TokenRefused;
            _endpoints.Ended(loggedIn);
            await WaitAsync(end, cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAsync(LinkEnd end, CancellationToken cancel)
    {
        var delay = _delay.After(end);
        var hurry = New();
        Volatile.Write(ref _hurry, hurry);
        Changed(new ConnectionChange(ClientConnectionState.Waiting, end.Code, end.Reason, delay), null);
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(Task.Delay(delay, options.Time, awake.Token), hurry.Task).ConfigureAwait(false);
        await awake.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>One attempt, and the life of what comes of it.</summary>
    private async ValueTask<(bool LoggedIn, LinkEnd End)> ConnectAsync(bool tokenRefused, CancellationToken cancel)
    {
        Link link;
        try
        {
            link = await OpenAsync(tokenRefused, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is not OutOfMemoryException)
        {
            return (false, e switch
            {
                LoginFailedException failed => failed.End,
                WireRefusedException refused => new LinkEnd(0, refused.Message, refused.RetryAfter),
                OperationCanceledException => LinkEnd.Silent("no login within the time"),
                _ => LinkEnd.Silent(e.Message),
            });
        }

        await using (link.ConfigureAwait(false))
        {
            var since = options.Time.GetTimestamp();
            Changed(new ConnectionChange(ClientConnectionState.Online, 0, "", default), link);
            var end = await link.Ended.WaitAsync(cancel).ConfigureAwait(false);
            if (options.Time.GetElapsedTime(since) >= options.StableAfter)
                _delay.Reset();
            return (true, end);
        }
    }

    private async ValueTask<Link> OpenAsync(bool tokenRefused, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        var token = await options.Token!(tokenRefused, either.Token).ConfigureAwait(false);
        var endpoint = await _endpoints.NextAsync(either.Token).ConfigureAwait(false);
        var wire = await opener.OpenAsync(endpoint, either.Token).ConfigureAwait(false);
        return await Link.LoginAsync(options, wire, listener, token, either.Token).ConfigureAwait(false);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
