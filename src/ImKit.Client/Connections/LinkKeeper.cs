using ImKit.Client.Diagnostics;
using ImKit.Client.Wires;
using Microsoft.Extensions.Logging;

namespace ImKit.Client.Connections;

/// <summary>Keeps one link: connects, logs in, waits for its end, waits, and begins again. One run at a time.</summary>
internal sealed class LinkKeeper(ImKitClientOptions options, IWireOpener opener, ILinkListener listener, Counters counters, ILogger log)
{
    private readonly ReconnectDelay _delay = new(options);
    private readonly EndpointTurns _endpoints = new(options);
    private string _server = "no address";
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
                ClientLog.Refused(log, end.Code);
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

    /// <summary>Without its path and query, which may be somebody's secret.</summary>
    private static string ServerOf(Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>One attempt, and the life of what comes of it.</summary>
    private async ValueTask<(bool LoggedIn, LinkEnd End)> ConnectAsync(bool tokenRefused, CancellationToken cancel)
    {
        Link link;
        try
        {
            link = await OpenAsync(tokenRefused, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever fails while the client is disposed is no failure of its own.
            cancel.ThrowIfCancellationRequested();
            var failure = e switch
            {
                LoginFailedException failed => failed.End,
                WireRefusedException refused => new LinkEnd(0, refused.Message, refused.RetryAfter, EndCause.Upgrade),
                OperationCanceledException or RequestTimeoutException => LinkEnd.Silent("no login within the time", EndCause.Timeout),
                TokenException => LinkEnd.Silent(e.Message, EndCause.Token),
                _ => LinkEnd.Silent(e.Message, EndCause.Of(e)),
            };
            counters.LoginFailed(failure.Cause, failure.Code);
            ClientLog.AttemptFailed(log, _server, failure.Cause, failure.Code, (e as TokenException)?.InnerException!.GetType().Name ?? e.GetType().Name);
            return (false, failure);
        }

        counters.Online(1);
        try
        {
            await using (link.ConfigureAwait(false))
                return (true, await LiveAsync(link, cancel).ConfigureAwait(false));
        }
        finally
        {
            counters.Online(-1);
        }
    }

    private async ValueTask<LinkEnd> LiveAsync(Link link, CancellationToken cancel)
    {
        var since = options.Time.GetTimestamp();
        ClientLog.Online(log, _server, link.Reply.UserId);
        Changed(new ConnectionChange(ClientConnectionState.Online, 0, "", default), link);
        var end = await link.Ended.WaitAsync(cancel).ConfigureAwait(false);
        var lived = options.Time.GetElapsedTime(since);
        if (lived >= options.StableAfter)
            _delay.Reset();
        counters.Ended(end.Cause, end.Code);
        ClientLog.Lost(log, _server, lived.TotalSeconds, end.Cause, end.Code);
        return end;
    }

    private async ValueTask<Link> OpenAsync(bool tokenRefused, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        var endpoint = await _endpoints.NextAsync(either.Token).ConfigureAwait(false);
        _server = ServerOf(endpoint);
        var token = await TokenAsync(tokenRefused, either.Token).ConfigureAwait(false);
        var wire = await opener.OpenAsync(endpoint, either.Token).ConfigureAwait(false);
        return await Link.LoginAsync(options, wire, listener, token, either.Token).ConfigureAwait(false);
    }

    private async ValueTask<ClientToken> TokenAsync(bool refused, CancellationToken cancel)
    {
        try
        {
            return await options.Token!(refused, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new TokenException(e);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The application brought no token. What it threw may say what nobody should read, so only its type is logged.</summary>
internal sealed class TokenException(Exception inner) : IOException(inner.Message, inner);
