using ImKit.Client.Connections;
using ImKit.Client.Wires;

namespace ImKit.Client;

/// <content>From start to disposal.</content>
public sealed partial class ImKitClient
{
    /// <summary>Connects, and keeps connecting, in the background. Does nothing while it does so already; after <see cref="ClientConnectionState.Refused"/> it tries again.</summary>
    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_connecting.IsCompleted)
                return;
            if (_running.IsCompleted)
                _running = RunAsync();
            _connecting = KeepConnectedAsync();
        }
    }

    /// <summary>As <see cref="Start"/>, and waits for the first login.</summary>
    /// <exception cref="ConnectionLostException">The server refused it for good; the message says why.</exception>
    public async Task ConnectAsync(CancellationToken cancel)
    {
        var online = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(ConnectionChange change)
        {
            if (change.State == ClientConnectionState.Online)
                online.TrySetResult();
            else if (change.State == ClientConnectionState.Refused)
                online.TrySetException(new ConnectionLostException($"The server refused the login: {change.Code} {change.Reason}"));
        }

        ConnectionChanged += Look;
        try
        {
            Start();
            if (State == ClientConnectionState.Online)
                return;
            await online.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            ConnectionChanged -= Look;
        }
    }

    /// <summary>The network is back, or the application is in front again: does not wait any longer for the next attempt.</summary>
    public void Hurry() => _keeper.Hurry();

    /// <summary>Closes the connection and ends everything in the background. Messages that wait stay in the store.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        await _life.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _outbox.CloseAsync().ConfigureAwait(false);
        State = ClientConnectionState.Stopped;
        _life.Dispose();
        _loading.Dispose();
    }

    /// <summary>Reads the store, once.</summary>
    private async ValueTask LoadAsync()
    {
        await _loading.WaitAsync(_life.Token).ConfigureAwait(false);
        try
        {
            if (_loaded)
                return;
            var kept = await _journal.LoadAsync(_life.Token).ConfigureAwait(false);
            _replica.Load(kept);
            _outbox.Load(kept.Outbox);
            _loaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task KeepConnectedAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await LoadAsync().ConfigureAwait(false);
            await _keeper.RunAsync(_life.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Only a store that cannot be read gets here.
            _notifier.Fail(e);
            OnConnection(new ConnectionChange(ClientConnectionState.Refused, 0, e.Message, default), null);
        }
        finally
        {
            _links.Set(null);
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Task.WhenAll(_replica.RunAsync(_life.Token), _outbox.RunAsync(_life.Token)).ConfigureAwait(false);
    }

    private void OnConnection(ConnectionChange change, Link? link)
    {
        State = change.State;
        if (link is not null)
        {
            _counters.Logins.Add();
            _userId = link.Reply.UserId;
        }

        _links.Set(link);
        _notifier.Tell(ConnectionChanged, change);
        if (link is null)
            return;
        _outbox.OnOnline(_userId);
        _replica.OnOnline();
    }

    /// <summary>What the parts tell becomes events.</summary>
    private sealed class Hub(ImKitClient client) : ILinkListener, Replication.IReplicaListener, Rooms.IRoomListener, Sending.IOutboxListener
    {
        public string UserId => client._userId;

        public void OnPush(Link link, Frame frame) => client._replica.OnPush(link, frame);

        public void OnHeartbeat(Wire.HeartbeatReply reply) => client._replica.OnHeartbeat(reply);

        public void OnReceipts(ReceiptsReceived receipts) => client._notifier.Tell(client.Receipts, receipts);

        public void OnApplied(EntriesApplied applied) => client._notifier.Tell(client.Applied, applied);

        public void OnDropped(ConversationDropped dropped) => client._notifier.Tell(client.Dropped, dropped);

        public void OnRemoved(EntriesRemoved removed) => client._notifier.Tell(client.Removed, removed);

        public void OnChanged(ClientConversation conversation) => client._notifier.Tell(client.ConversationChanged, conversation);

        public void OnHostPush(ClientPush push) => client._notifier.Tell(client.Pushed, push);

        public void OnRoomReset(RoomReset reset) => client._notifier.Tell(client.RoomReset, reset);

        public void OnRoomFrame(Frame frame) => client.OnRoomFrame(frame);

        public void OnRoomFrameLost() => client._rooms.LoseTrack();

        public ValueTask<bool> JoinNextAsync(Link link, CancellationToken cancel) => client.JoinNextAsync(link, cancel);

        public void OnQueued(ClientMessage message) => client._notifier.Tell(client.Queued, message);

        public ValueTask RestoreAsync(Link link, CancellationToken cancel) => client.RestoreAsync(link, cancel);

        public void OnOutcome(SendOutcome outcome)
        {
            if (outcome.Ack is { } ack)
                client._replica.Expect(ack.ConversationId, ack.Seq);
            client._notifier.Tell(client.Sent, outcome);
        }
    }
}
