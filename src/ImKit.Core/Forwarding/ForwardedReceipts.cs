using Google.Protobuf;
using ImKit.Diagnostics;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>Tells business nodes what the devices of this node's users have got: gathered for a moment, a hint. Any thread.</summary>
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
        else if (Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_options.Delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void StartFlush()
    {
        // Before the notes are taken: one that comes now arms the timer anew.
        Interlocked.Exchange(ref _armed, 0);
        _flush = TellAsync(_notes.Take());
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
            var told = await _forwarder.AskAsync(
                new SessionRecord { Tenant = tenant, User = user, Key = new ConnectionKey("inner"), Node = _node.Id, BootId = _node.BootId, SessionId = -_node.NextSessionId() },
                InnerOperations.Delivered, WireBody.Protobuf, places.ToByteArray()).ConfigureAwait(false);
            if (told.IsCompleted && !(await told.ConfigureAwait(false)).Ok)
                _metrics.HintDropped("delivered");
        }

        DeliveredTo Of(TenantId tenant, UserId user) =>
            users.TryGetValue((tenant, user), out var places) ? places : users[(tenant, user)] = new DeliveredTo();
    }
}
