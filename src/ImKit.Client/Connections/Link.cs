using ImKit.Client.Diagnostics;
using ImKit.Client.Wires;

namespace ImKit.Client.Connections;

/// <summary>One connection that is logged in, from its login to its end. Any thread.</summary>
internal sealed partial class Link : IAsyncDisposable
{
    /// <summary>Bodies are protobuf.</summary>
    public const int Version = 2;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ImKitClientOptions _options;
    private readonly IWire _wire;
    private readonly ILinkListener _listener;
    private readonly PendingRequests _pending = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _life = new();
    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RequestGate? _gate;
    private long _droppedEntries;
    private LinkEnd? _notice;
    private (string Reason, string Cause)? _cut;
    private Task _reading = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    private Link(ImKitClientOptions options, IWire wire, ILinkListener listener)
    {
        _options = options;
        _wire = wire;
        _listener = listener;
    }

    /// <summary>Completes when the connection has ended, and says why. Never fails.</summary>
    public Task<LinkEnd> Ended => _ended.Task;

    /// <summary>What the server said at login.</summary>
    public Wire.LoginReply Reply { get; private set; } = new();

    /// <summary>Pushed entries for which this device had no room.</summary>
    public long DroppedEntries => Volatile.Read(ref _droppedEntries);

    public void CountDropped(int entries) => Interlocked.Add(ref _droppedEntries, entries);

    /// <summary>Logs in on an open wire, which the link owns from now on.</summary>
    /// <exception cref="LoginFailedException">It was refused, or the connection ended.</exception>
    /// <exception cref="OperationCanceledException">The time was over.</exception>
    public static async ValueTask<Link> LoginAsync(ImKitClientOptions options, IWire wire, ILinkListener listener, ClientToken token, CancellationToken cancel)
    {
        var link = new Link(options, wire, listener);
        try
        {
            link._reading = link.ReadAsync();
            link.Reply = await link.LoginAsync(token, cancel).ConfigureAwait(false);
            link._gate = RequestGate.For(options, link.Reply.Limits);
            link._beating = link.BeatAsync(token.RenewAfter);
            return link;
        }
        catch (ConnectionLostException e)
        {
            var end = await link.Ended.ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
            throw new LoginFailedException(end, e);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The connection is of no use any more.</summary>
    private void Cut(string why, string cause)
    {
        _cut ??= (why, cause);
        _life.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted)
            await SayGoodbyeAsync().ConfigureAwait(false);
        // Not disposed: cancellation source and semaphores, which late callers may still ask, and which own nothing.
        Cut("closed by the client", EndCause.Closed);
        await _reading.ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _wire.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask SayGoodbyeAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(Farewell, _options.Time);
            await _writing.WaitAsync(deadline.Token).ConfigureAwait(false);
            await _wire.CloseAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The server was first, or takes nothing any more.
        }
    }

    /// <summary>Reads until the end. Owns the end: nothing else completes it.</summary>
    private async Task ReadAsync()
    {
        (string Reason, string Cause)? failure = null;
        try
        {
            // The reader goes on by itself; whoever logs in must not wait for it.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var frames = new FrameReader(_options.MaxFrameBytes);
            while (await _wire.ReceiveAsync(frames.Space(), _life.Token).ConfigureAwait(false) is var count and > 0)
            {
                frames.Advance(count);
                while (frames.TryRead(out var frame))
                    Take(frame);
            }
        }
        catch (OperationCanceledException)
        {
            // Cut, by whoever said why.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = (e.Message, EndCause.Of(e));
        }

        await _life.CancelAsync().ConfigureAwait(false);
        var (reason, cause) = _cut ?? failure ?? ("the server ended the connection", _wire.CloseCode is null ? EndCause.Silence : EndCause.Server);
        var end = _notice ?? new LinkEnd(_wire.CloseCode ?? 0, reason, null, cause);
        _ended.TrySetResult(end);
        _pending.End(end);
    }

    private void Take(Frame frame)
    {
        if (frame.Operation == Operations.Disconnect)
            _notice = Disconnects.Read(frame);
        else if (frame.Sequence == 0)
            _listener.OnPush(this, frame);
        else
            Answer(frame);
    }

    private void Answer(Frame frame)
    {
        // What a join brings follows its answer: whoever applies it has to see both in their order.
        if (frame.Operation == Operations.JoinRoomReply)
            _listener.OnPush(this, frame);
        _pending.Answer(frame);
    }
}

/// <summary>What a link tells while it lives. Called one at a time, on the link's reader or its heartbeat; must not wait.</summary>
internal interface ILinkListener
{
    /// <summary>A push, or the answer to a join.</summary>
    void OnPush(Link link, Frame frame);

    void OnHeartbeat(Wire.HeartbeatReply reply);
}

/// <summary>No login came about.</summary>
internal sealed class LoginFailedException(LinkEnd end, Exception inner) : IOException(end.Reason, inner)
{
    public LinkEnd End { get; } = end;
}
