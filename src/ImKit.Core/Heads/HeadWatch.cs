using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Heads;

/// <summary>Reads where the large groups end that this node's connections are attached to: all of a tenant's in one query, now and then, as long as there
/// are any. Any thread.</summary>
/// <remarks>That is how the loss of a last push is found: nothing else tells of a large group that it has grown.</remarks>
internal sealed partial class HeadWatch : IThreadPoolWorkItem, IDisposable
{
    private readonly MessagingOptions _options;
    private readonly IHeadSource _source;
    private readonly LocalDelivery _local;
    private readonly IWorkQueue _work;
    private readonly ILogger<HeadWatch> _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HeldTable _table = new();
    private int _running;

    public HeadWatch(
        ImKitOptions options, IHeadSource source, LocalDelivery local, IWorkQueue work, TimeProvider time, ILogger<HeadWatch> logger)
    {
        _options = options.Messaging;
        _source = source;
        _local = local;
        _work = work;
        _logger = logger;
        _timer = time.CreateTimer(static watch => ((HeadWatch)watch!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Groups that are read now.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
                return _table.Groups;
        }
    }

    /// <summary>Makes the large groups among these, as many as allowed, those that a session is attached to. In force when this returns.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="conversations">At most 1000, each once.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Where the large groups end, also of those that were too many.</returns>
    /// <exception cref="StorageException">The store did not answer; nothing has changed.</exception>
    public async ValueTask<IReadOnlyList<(ConversationId Conversation, LogEnd End)>> AttachAsync(
        SessionRecord session, IReadOnlyList<ConversationId> conversations, CancellationToken cancel)
    {
        var large = conversations.Count == 0 ? [] : await _source.FindLargeAsync(session, conversations, cancel).ConfigureAwait(false);
        List<(HeldGroup, LogEnd)> held;
        lock (_gate)
        {
            var wasEmpty = _table.Groups == 0;
            held = _table.Set(session, [.. large.Take(_options.AttachedGroups)]);
            if (wasEmpty && _table.Groups > 0)
                _timer.Change(_options.HeadsInterval, _options.HeadsInterval);
        }

        if (_local.Channels.Find(session.SessionId) is Session channel)
            channel.Bucket.Post(new AttachCommand(channel, new AttachedGroups(held)));
        return [.. large.Select(static group => (group.Key.Id, group.End))];
    }

    public void Dispose() => _timer.Dispose();

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private void OnTick()
    {
        // A round that takes longer than the time between two of them is not joined by a second.
        if (Interlocked.Exchange(ref _running, 1) == 0)
            _work.Queue(this);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A store that fails now may answer the next round.")]
    private async Task RunAsync()
    {
        try
        {
            await RoundAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogRoundFailed(error);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async ValueTask RoundAsync()
    {
        List<(ConversationKey Key, HeldGroup Group)[]> batches;
        lock (_gate)
        {
            _table.RemoveWhere(session => _local.Channels.Find(session) is null);
            batches = _table.Batches(StoreArguments.MaxKeys);
            if (batches.Count == 0)
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        foreach (var batch in batches)
        {
            var ends = (await _source.ReadAsync([.. batch.Select(static group => group.Key)], CancellationToken.None).ConfigureAwait(false))
                .ToDictionary(static one => one.Key, static one => one.End);
            foreach (var (key, group) in batch)
            {
                if (ends.TryGetValue(key, out var end))
                    group.Update(end);
            }
        }
    }

    [LoggerMessage(2031, LogLevel.Warning, "The ends of large groups could not be read; the next round reads them again.")]
    private partial void LogRoundFailed(Exception error);

    private sealed class AttachCommand(Session session, AttachedGroups groups) : BucketCommand
    {
        internal override void Run(Bucket bucket) => session.Attach(groups);
    }
}
