using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Tells members how far others have read: gathered for a moment, so that reading fast is one push. A hint: what is lost is told by the list of
/// members. Any thread.</summary>
internal sealed partial class Receipts : IDisposable
{
    private const int MaxPending = 10000;
    private readonly ReceiptPusher _pusher;
    private readonly MessagingMetrics _metrics;
    private readonly ILogger<Receipts> _logger;
    private readonly ReceiptOptions _options;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Dictionary<ConversationKey, Dictionary<UserId, long>> _pending = [];
    private Task _flush = Task.CompletedTask;

    public Receipts(
        ReceiptPusher pusher, MessagingMetrics metrics, TimeProvider time, IOptions<ImKitOptions> options, ILogger<Receipts> logger)
    {
        _pusher = pusher;
        _metrics = metrics;
        _logger = logger;
        _options = options.Value.Receipts;
        _timer = time.CreateTimer(
            static receipts => ((Receipts)receipts!).StartFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether members of a conversation hear how far others have read.</summary>
    public bool AreGiven(int memberCount) => _options.Enabled && memberCount <= _options.MaxMembers;

    /// <summary>A member has read on.</summary>
    public void Add(ConversationKey conversation, UserId user, long seq)
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                _timer.Change(_options.Delay, Timeout.InfiniteTimeSpan);
            if (_pending.TryGetValue(conversation, out var users))
                users[user] = Math.Max(seq, users.GetValueOrDefault(user));
            else if (_pending.Count < MaxPending)
                _pending.Add(conversation, new() { [user] = seq });
            else
                _metrics.HintDropped("receipt");
        }
    }

    public void Dispose() => _timer.Dispose();

    private void StartFlush()
    {
        Dictionary<ConversationKey, Dictionary<UserId, long>> taken;
        lock (_gate)
            (taken, _pending) = (_pending, []);
        _flush = PushAsync(taken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receipt is a hint: whatever fails is logged and counted, and nobody waits for it.")]
    private async Task PushAsync(Dictionary<ConversationKey, Dictionary<UserId, long>> taken)
    {
        foreach (var (conversation, users) in taken)
        {
            try
            {
                await _pusher.PushAsync(conversation, users.ToDictionary(
                    static user => user.Key, static user => new Receipt { UserId = user.Key.Value, Read = user.Value })).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _metrics.HintDropped("receipt");
                LogNotPushed(e);
            }
        }
    }
}
