using System.Runtime.InteropServices;
using ImKit.Diagnostics;
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
    private readonly SectionKeeper _keeper;
    private readonly MessagingMetrics _metrics;
    private readonly ILogger<DispatchMarks> _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ITimer _timer;
    private Dictionary<ConversationKey, Mark> _pending = [];
    private Dictionary<ConversationKey, Mark> _writing = [];
    private Task _flush = Task.CompletedTask;

    public DispatchMarks(
        IMessageStore store, StoreCalls calls, SectionKeeper keeper, MessagingMetrics metrics, TimeProvider time, ILogger<DispatchMarks> logger)
    {
        _store = store;
        _calls = calls;
        _keeper = keeper;
        _metrics = metrics;
        _logger = logger;
        _timer = time.CreateTimer(
            static marks => ((DispatchMarks)marks!).StartFlush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A conversation is dispatched up to a seq, under a term of its section.</summary>
    public void Add(ConversationKey conversation, long seq, long term)
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            ref var mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, conversation, out _);
            mark = new Mark(Math.Max(seq, mark.Seq), Math.Max(term, mark.Term));
        }
    }

    /// <summary>The highest seq that is dispatched and not yet known to be recorded; 0 if there is none.</summary>
    public long Pending(ConversationKey conversation)
    {
        lock (_gate)
            return Math.Max(_pending.GetValueOrDefault(conversation).Seq, _writing.GetValueOrDefault(conversation).Seq);
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
            Forget();
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
            (_writing, _pending) = (_pending, []);
            return [.. _writing.Select(static mark => new DispatchMark(mark.Key, mark.Value.Seq, mark.Value.Term))];
        }
    }

    private void Forget()
    {
        lock (_gate)
            _writing = [];
    }

    private async ValueTask WriteAsync(DispatchMark[] marks, CancellationToken cancel)
    {
        try
        {
            if (await _calls.RunAsync(_store.MarkDispatchedAsync, (IReadOnlyList<DispatchMark>)marks, cancel).ConfigureAwait(false) != FencedStatus.Refused)
                return;
            // Whoever holds the section now dispatches it again: receivers pass over what they know.
            _metrics.Fenced("dispatch");
            _keeper.Wake();
        }
        catch (Exception e)
        {
            LogNotMarked(marks.Length, e);
            foreach (var mark in marks)
                Add(mark.Conversation, mark.Seq, mark.Term);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Mark(long Seq, long Term);
}
