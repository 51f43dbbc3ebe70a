using Google.Protobuf;
using ImKit.Diagnostics;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>Tells business nodes what the devices of this node's users have got: gathered for a moment, a hint for which no answer is awaited. While the broker
/// takes what was gathered, notes wait for the next time. Any thread.</summary>
internal sealed class ForwardedReceipts : IDeliveryObserver, IDisposable
{
    private readonly RequestForwarder _forwarder;
    private readonly NodeIdentity _node;
    private readonly MessagingMetrics _metrics;
    private readonly ReceiptOptions _options;
    private readonly DeliveredNotes _notes = new();
    private readonly ITimer _timer;
    private int _armed;
    private Task _flush = Task.CompletedTask;

    public ForwardedReceipts(ImKitOptions options, RequestForwarder forwarder, NodeIdentity node, MessagingMetrics metrics, TimeProvider time)
    {
        _forwarder = forwarder;
        _node = node;
        _metrics = metrics;
        _options = options.Receipts;
        _timer = time.CreateTimer(
            static receipts => ((ForwardedReceipts)receipts!).StartFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void OnDelivered(SessionRecord session, ConversationId conversation, long seq, bool proved)
    {
        if (!_options.Delivered || seq <= 0)
            return;
        if (!_notes.TryAdd(new ConversationKey(session.Tenant, conversation), session.User, seq, proved))
            _metrics.HintDropped("delivered");
        else
            Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_options.Delay, Timeout.InfiniteTimeSpan);
    }

    private void StartFlush() => _flush = FlushAsync();

    private async Task FlushAsync()
    {
        try
        {
            await TellAsync(_notes.Take()).ConfigureAwait(false);
        }
        finally
        {
            // Only now, so that no other runs beside this one. A note that came meanwhile has found the timer armed.
            Interlocked.Exchange(ref _armed, 0);
            if (!_notes.IsEmpty)
                Arm();
        }
    }

    private async Task TellAsync(DeliveredNotes.Taken taken)
    {
        var users = new Dictionary<(TenantId Tenant, UserId User), DeliveredTo>();
        foreach (var (conversation, seqs) in taken.Proved)
        {
            foreach (var (user, seq) in seqs)
                Of(conversation.Tenant, user).Places.Add(new DeliveredPlace { Conversation = conversation.Id.Value, Seq = seq, Proved = true });
        }

        foreach (var ((tenant, user), seqs) in taken.Claimed)
        {
            foreach (var (conversation, seq) in seqs)
                Of(tenant, user).Places.Add(new DeliveredPlace { Conversation = conversation.Value, Seq = seq });
        }

        foreach (var ((tenant, user), places) in users)
        {
            var session = new SessionRecord
            {
                Tenant = tenant, User = user, Key = new ConnectionKey("inner"), Node = _node.Id, BootId = _node.BootId, SessionId = -_node.NextSessionId(),
            };
            await _forwarder.TellAsync(session, InnerOperations.Delivered, places.ToByteArray()).ConfigureAwait(false);
        }

        DeliveredTo Of(TenantId tenant, UserId user) =>
            users.TryGetValue((tenant, user), out var places) ? places : users[(tenant, user)] = new DeliveredTo();
    }
}
