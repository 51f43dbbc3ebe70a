using ImKit.Storage;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Records how far each conversation is dispatched, gathered for a second into one write: a mark that is lost in a crash costs a
/// repeated push, never a message. Any thread.</summary>
internal sealed partial class DispatchMarks : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private readonly IMessageStore _store;
    private readonly StoreCalls _calls;
    private readonly ILogger<DispatchMarks> _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ITimer _timer;
    private Dictionary<ConversationKey, long> _pending = [];
    private Task _flush = Task.CompletedTask;

    public DispatchMarks(IMessageStore store, StoreCalls calls, TimeProvider time, ILogger<DispatchMarks> logger)
    {
        _store = store;
        _calls = calls;
        _logger = logger;
        _timer = time.CreateTimer(
            static marks => ((DispatchMarks)marks!).StartFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(ConversationKey conversation, long seq)
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            _pending[conversation] = Math.Max(seq, _pending.GetValueOrDefault(conversation));
        }
    }

    /// <summary>The highest seq that is dispatched and not yet recorded; 0 if there is none.</summary>
    public long Pending(ConversationKey conversation)
    {
        lock (_gate)
            return _pending.GetValueOrDefault(conversation);
    }

    /// <summary>Records what waits. What cannot be recorded waits for the next time.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        await _oneAtATime.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            foreach (var marks in Take().Chunk(StoreArguments.MaxKeys))
                await WriteAsync(marks, cancel).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Writes no more by itself. The semaphore is never asked for a handle, so it holds nothing to free.</summary>
    public void Dispose()
    {
        _timer.Dispose();
    }

    private void StartFlush() => _flush = FlushAsync(CancellationToken.None);

    private DispatchMark[] Take()
    {
        lock (_gate)
        {
            var taken = _pending;
            _pending = [];
            return [.. taken.Select(static mark => new DispatchMark(mark.Key, mark.Value))];
        }
    }

    private async ValueTask WriteAsync(DispatchMark[] marks, CancellationToken cancel)
    {
        try
        {
            await _calls.RunAsync(MarkAsync, marks, cancel).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotMarked(marks.Length, e);
            foreach (var mark in marks)
                Add(mark.Conversation, mark.Seq);
        }
    }

    private async ValueTask<bool> MarkAsync(DispatchMark[] marks, CancellationToken cancel)
    {
        await _store.MarkDispatchedAsync(marks, cancel).ConfigureAwait(false);
        return true;
    }
}
