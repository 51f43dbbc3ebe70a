namespace ImKit.Client.Sending;

/// <summary>Messages by conversation: at most one of each is under way. Any thread; short locks.</summary>
internal sealed class OutboxLanes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _ready = new();
    private readonly List<OutboxItem> _unsorted = [];
    private string? _user;

    public int Count { get; private set; }

    /// <summary>Adds at the end.</summary>
    /// <returns>How many lanes became ready.</returns>
    public int Add(OutboxItem item)
    {
        lock (_lock)
        {
            Count++;
            if (_user is { } user)
                return Sort(item, user);
            _unsorted.Add(item);
            return 0;
        }
    }

    /// <summary>The user is known, and with it which conversation a message to a person belongs to.</summary>
    /// <returns>How many lanes became ready.</returns>
    public int Know(string user)
    {
        lock (_lock)
        {
            _user = user;
            var ready = _unsorted.Sum(item => Sort(item, user));
            _unsorted.Clear();
            return ready;
        }
    }

    /// <summary>The oldest message of a lane that is ready; the lane is taken until <see cref="Release"/>.</summary>
    public Lane? Take()
    {
        lock (_lock)
            return _ready.TryDequeue(out var lane) ? lane : null;
    }

    /// <summary>Gives a lane back.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="done">Its first message is done with.</param>
    /// <returns>How many lanes became ready.</returns>
    public int Release(Lane lane, bool done)
    {
        lock (_lock)
        {
            if (done)
            {
                lane.Items.Dequeue();
                Count--;
            }

            if (lane.Items.Count == 0)
            {
                _lanes.Remove(lane.Key);
                return 0;
            }

            _ready.Enqueue(lane);
            return 1;
        }
    }

    /// <summary>Takes everything out.</summary>
    public IReadOnlyList<OutboxItem> Clear()
    {
        lock (_lock)
        {
            OutboxItem[] left = [.. _lanes.Values.SelectMany(static lane => lane.Items), .. _unsorted];
            _lanes.Clear();
            _unsorted.Clear();
            _ready.Clear();
            Count = 0;
            return left;
        }
    }

    private int Sort(OutboxItem item, string user)
    {
        // To a person and to the conversation with that person is one and the same order.
        var key = item.Message.ConversationId ?? DirectConversation.IdOf(user, item.Message.ToUser!);
        if (_lanes.TryGetValue(key, out var lane))
        {
            lane.Items.Enqueue(item);
            return 0;
        }

        _lanes[key] = lane = new Lane(key);
        lane.Items.Enqueue(item);
        _ready.Enqueue(lane);
        return 1;
    }

    internal sealed class Lane(string key)
    {
        public string Key { get; } = key;

        public Queue<OutboxItem> Items { get; } = new();

        /// <summary>Tries of the first message, for its waits. Whoever has taken the lane only.</summary>
        public int Tries { get; set; }
    }
}
