using System.Text;
using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>What a host has published, in memory, for several nodes; leases by the clock given.</summary>
internal sealed class PublishedRows(TimeProvider time) : IPublishSource
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, PublishRow> _rows = [];
    private readonly List<PublishRefusal> _refused = [];
    private TaskCompletionSource _news = NewSignal();
    private SectionHolder? _holder;
    private readonly HashSet<SectionHolder> _holders = [];
    private DateTimeOffset _until;
    private SectionHolder? _barred;
    private long _last;

    /// <summary>Runs before every call of a node.</summary>
    public Action Before { get; set; } = static () => { };

    public int Reads { get; private set; }

    public IReadOnlyList<PublishRefusal> Refused
    {
        get
        {
            lock (_gate)
                return [.. _refused];
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _rows.Count;
        }
    }

    public SectionHolder? Holder
    {
        get
        {
            lock (_gate)
                return _until > time.GetUtcNow() ? _holder : null;
        }
    }

    /// <summary>How many nodes have held the lease with rows to send.</summary>
    public int Holders
    {
        get
        {
            lock (_gate)
                return _holders.Count;
        }
    }

    /// <summary>The lease has ended, whoever has it.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            (_until, _barred) = (default, _holder);
        }
    }

    /// <summary>A transaction of the host's with these messages.</summary>
    public void Commit(params (UserId Sender, UserId To, string Text)[] messages)
    {
        lock (_gate)
        {
            foreach (var (sender, to, text) in messages)
            {
                _rows.Add(++_last, new PublishRow
                {
                    Id = _last, Sender = sender.Value, ToUser = to.Value, ClientMsgId = $"row-{_last}", Kind = EntryKind.Message, Format = BodyFormat.Text,
                    Conversation = new PublishConversation("", ConversationId.Direct(sender, to).Value), Body = Encoding.UTF8.GetBytes(text),
                });
            }

            _news.TrySetResult();
        }
    }

    public ValueTask<PublishPage> ReadAsync(
        SectionHolder holder, TimeSpan lease, IReadOnlyList<PublishConversation> except, int limit, CancellationToken cancel)
    {
        Before();
        lock (_gate)
        {
            Reads++;
            _news = NewSignal();
            var now = time.GetUtcNow();
            // Who has just lost it comes second, so that the other's turn comes at all.
            if (_until > now ? _holder == holder : _barred != holder)
                (_holder, _until, _barred) = (holder, now + lease, null);
            else if (_until <= now)
                _barred = null;
            if (_holder == holder && _rows.Count > 0)
                _holders.Add(holder);
            return new(_holder == holder && _until > now
                ? new PublishPage(true, lease, [.. _rows.Values.Where(row => !except.Contains(row.Conversation)).Take(limit)])
                : new PublishPage(false, _until > now ? _until - now : default, []));
        }
    }

    public ValueTask<int> SettleAsync(SectionHolder holder, IReadOnlyList<long> sent, IReadOnlyList<PublishRefusal> refused, CancellationToken cancel)
    {
        Before();
        lock (_gate)
        {
            foreach (var id in sent)
                _rows.Remove(id);
            foreach (var refusal in refused)
            {
                _rows.Remove(refusal.Id);
                _refused.Add(refusal);
            }
        }

        return new(0);
    }

    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        Task news;
        lock (_gate)
            news = _news.Task;
        try
        {
            await news.WaitAsync(atMost, time, cancel);
        }
        catch (TimeoutException)
        {
        }
    }

    public ValueTask ReleaseAsync(SectionHolder holder, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_holder == holder)
                _until = default;
        }

        return default;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
