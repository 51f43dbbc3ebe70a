using System.Collections.Concurrent;
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
    private const int MaxWaiting = 65536;
    private readonly IConversationStore _conversations;
    private readonly ReceiptPusher _pusher;
    private readonly StoreCalls _calls;
    private readonly MessagingMetrics _metrics;
    private readonly ILogger<DeliveredReceipts> _logger;
    private readonly ReceiptOptions _options;
    private readonly ConcurrentQueue<Note> _notes = new();
    private readonly ITimer _timer;
    private int _waiting;
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

    public void OnDelivered(SessionRecord session, ConversationId conversation, long seq)
    {
        if (!_options.Delivered || seq <= 0)
            return;
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _metrics.HintDropped("delivered");
            return;
        }

        _notes.Enqueue(new Note(new ConversationKey(session.Tenant, conversation), session.User, seq));
        if (Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_options.Delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void StartFlush()
    {
        // Before the notes are taken: one that comes now arms the timer anew.
        Interlocked.Exchange(ref _armed, 0);
        var taken = new Dictionary<ConversationKey, Dictionary<UserId, long>>();
        for (var left = Volatile.Read(ref _waiting); left > 0 && _notes.TryDequeue(out var note); left--)
        {
            Interlocked.Decrement(ref _waiting);
            if (!taken.TryGetValue(note.Conversation, out var users))
                taken.Add(note.Conversation, users = []);
            users[note.User] = Math.Max(note.Seq, users.GetValueOrDefault(note.User));
        }

        _flush = PushAsync(taken);
    }

    private async Task PushAsync(Dictionary<ConversationKey, Dictionary<UserId, long>> taken)
    {
        foreach (var keys in taken.Keys.Chunk(StoreArguments.MaxKeys))
        {
            IReadOnlyList<ConversationHead?> heads = [];
            await TryAsync(async () => heads = await _calls.RunAsync(
                _conversations.GetHeadsAsync, (IReadOnlyList<ConversationKey>)keys, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
            foreach (var head in heads)
            {
                // Only where few are members, as with read receipts; and never beyond the log, whatever a device says.
                if (head is not null && head.MemberCount <= _options.MaxMembers)
                    await TryAsync(() => _pusher.PushAsync(head.Conversation, Of(taken[head.Conversation], head.Last.Seq)).AsTask()).ConfigureAwait(false);
            }
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

    private static Dictionary<UserId, Receipt> Of(Dictionary<UserId, long> users, long head) => users.ToDictionary(
        static user => user.Key, user => new Receipt { UserId = user.Key.Value, Delivered = Math.Min(user.Value, head) });

    [LoggerMessage(4081, LogLevel.Warning, "Delivered receipts were not pushed")]
    private partial void LogNotPushed(Exception error);

    private readonly record struct Note(ConversationKey Conversation, UserId User, long Seq);
}
