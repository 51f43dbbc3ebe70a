using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;
using ImKit.Client.Store;
using Microsoft.Extensions.Logging;

namespace ImKit.Client.Sending;

/// <summary>Sends every message under one id until it is answered; those of one conversation one after the other, so that their order stays. Any thread.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for owns nothing, and late callers must find it.")]
internal sealed partial class Outbox(ImKitClientOptions options, LinkSlot links, Journal journal, Counters counters, Notifier notifier, ILogger log, IOutboxListener listener)
{
    private readonly OutboxLanes _lanes = new();
    private readonly SemaphoreSlim _adding = new(1, 1);
    private readonly SemaphoreSlim _ready = new(0);
    private bool _closed;

    public int Count => _lanes.Count;

    /// <summary>What an earlier life has left.</summary>
    public void Load(IReadOnlyList<ClientMessage> messages)
    {
        foreach (var message in messages)
            _lanes.Add(new OutboxItem(message, null, null));
        counters.Waiting(messages.Count);
    }

    /// <summary>Keeps a message; from then on it is sent.</summary>
    /// <returns>Completes with its acknowledgement.</returns>
    public async ValueTask<Task<ClientAck>> AddAsync(ClientMessage message, CancellationToken cancel)
    {
        if (message.ClientMsgId.Length == 0)
            message = message with { ClientMsgId = options.NewId() };
        var since = options.Time.GetTimestamp();
        await _adding.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ImKitClient));
            if (_lanes.Count >= options.OutboxCapacity)
                throw new OutboxFullException(options.OutboxCapacity);
            await journal.SaveAsync(new ClientChange { Queued = message }, cancel).ConfigureAwait(false);
            // Told before anything can have happened to it.
            listener.OnQueued(message);
            var done = new TaskCompletionSource<ClientAck>(TaskCreationOptions.RunContinuationsAsynchronously);
            counters.Waiting(1);
            Signal(_lanes.Add(new OutboxItem(message, done, since)));
            return done.Task;
        }
        finally
        {
            _adding.Release();
        }
    }

    /// <summary>A login.</summary>
    public void OnOnline(string user) => Signal(_lanes.Know(user));

    /// <summary>Runs the senders until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, options.OutboxParallelism).Select(_ => WorkAsync(cancel)));

    /// <summary>Nothing is sent any more. What waits stays in the store.</summary>
    public async ValueTask CloseAsync()
    {
        await _adding.WaitAsync().ConfigureAwait(false);
        _closed = true;
        _adding.Release();
        var waiting = _lanes.Clear();
        counters.Waiting(-waiting.Count);
        ClientLog.Closed(log, waiting.Count);
        foreach (var left in waiting)
            left.Fail(new ConnectionLostException("The client was disposed; the message waits in its store."));
    }

    private void Signal(int ready)
    {
        if (ready > 0)
            _ready.Release(ready);
    }
}

/// <summary>What the outbox tells.</summary>
internal interface IOutboxListener
{
    void OnQueued(ClientMessage message);

    void OnOutcome(SendOutcome outcome);
}
