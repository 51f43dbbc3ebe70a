using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Tells members what the devices of others have got: gathered for a moment, as read receipts are. A hint, stored nowhere. Any thread.</summary>
internal sealed partial class DeliveredReceipts : IDeliveryObserver, IDisposable
{
    private readonly IConversationStore _conversations;
    private readonly ReceiptPusher _pusher;
    private readonly StoreCalls _calls;
    private readonly MessagingMetrics _metrics;
    private readonly ILogger<DeliveredReceipts> _logger;
    private readonly ReceiptOptions _options;
    private readonly DeliveredNotes _notes = new();
    private readonly ITimer _timer;
    private int _armed;
    private Task _flush = Task.CompletedTask;

    public DeliveredReceipts(
        IConversationStore conversations, ReceiptPusher pusher, StoreCalls calls, MessagingMetrics metrics, TimeProvider time,
        IOptions<ImKitOptions> options, ILogger<DeliveredReceipts> logger)
    {
        _conversations = conversations;
        _pusher = pusher;
        _calls = calls;
        _metrics = metrics;
        _logger = logger;
        _options = options.Value.Receipts;
        _timer = time.CreateTimer(
            static receipts => ((DeliveredReceipts)receipts!).StartFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
        _flush = PushAsync(_notes.Take());
    }

    private async Task PushAsync(DeliveredNotes.Taken taken)
    {
        var delivered = taken.Proved;
        // What a device says of itself is looked into for all its conversations at once: nobody makes the store read what is not theirs.
        foreach (var (user, conversations) in taken.Claimed)
        {
            foreach (var ids in conversations.Keys.Chunk(StoreArguments.MaxKeys))
                await TryAsync(() => AddOwnAsync(delivered, user, ids, conversations)).ConfigureAwait(false);
        }

        foreach (var keys in delivered.Keys.Chunk(StoreArguments.MaxKeys))
            await TryAsync(() => PushAsync(delivered, keys)).ConfigureAwait(false);
    }

    private async Task AddOwnAsync(
        Dictionary<ConversationKey, Dictionary<UserId, long>> delivered, (TenantId Tenant, UserId User) user, ConversationId[] ids, Dictionary<ConversationId, long> seqs)
    {
        var rows = await _calls.RunAsync(
            (keys, token) => _conversations.FindMembershipsAsync(user.Tenant, user.User, keys, token), ids, CancellationToken.None).ConfigureAwait(false);
        for (var i = 0; i < ids.Length; i++)
        {
            if (rows[i] is { } row && EntryRules.IsPresent(row.Role))
                DeliveredNotes.Keep(delivered, new ConversationKey(user.Tenant, ids[i]), user.User, seqs[ids[i]]);
        }
    }

    private async Task PushAsync(Dictionary<ConversationKey, Dictionary<UserId, long>> delivered, ConversationKey[] keys)
    {
        foreach (var head in await _calls.RunAsync(_conversations.GetHeadsAsync, (IReadOnlyList<ConversationKey>)keys, CancellationToken.None).ConfigureAwait(false))
        {
            // Only where few are members, as with read receipts; and never beyond the log, whatever a device says.
            if (head is not null && head.MemberCount <= _options.MaxMembers)
                await TryAsync(() => _pusher.PushAsync(head.Conversation, Receipts(delivered[head.Conversation], head.Last.Seq)).AsTask()).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receipt is a hint: whatever fails is logged and counted, and nobody waits for it.")]
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _metrics.HintDropped("delivered");
            LogNotPushed(e);
        }
    }

    private static Dictionary<UserId, Receipt> Receipts(Dictionary<UserId, long> users, long head) => users.ToDictionary(
        static user => user.Key, user => new Receipt { UserId = user.Key.Value, Delivered = Math.Min(user.Value, head) });

    [LoggerMessage(4085, LogLevel.Warning, "Delivered receipts were not pushed")]
    private partial void LogNotPushed(Exception error);
}
