using ImKit.Client;
using ImKit.Samples.Server;
using ImKit.Testing.Histories;

namespace ImKit.Faults;

/// <summary>One device of a user, through all its lives: it talks, is restarted, and sometimes wakes up with an older store.</summary>
internal sealed class Device(string user, string name, Func<IEnumerable<Uri>> servers, byte[] key, int seed) : IAsyncDisposable
{
    private const int KeptSnapshots = 8;
    private static readonly string[] s_reactions = ["+1", "heart", "?"];
    private readonly Random _random = new(seed);
    private readonly List<ClientSnapshot> _snapshots = [];
    private readonly OwnMessages _own = new(user);
    private InMemoryClientStore _store = new();
    private ClientStatistics _past = new();

    public string User => user;

    public string Name => name;

    public HistoryRecorder Recorder { get; } = new(name, user);

    public ImKitClient Client { get; private set; } = null!;

    /// <summary>Takes each of its clients, before that starts.</summary>
    public Action<ImKitClient> Attach { get; init; } = static _ => { };

    public int Sent { get; private set; }

    public int Restores { get; private set; }

    public int Restarts { get; private set; }

    /// <summary>Exceptions that the client told of; there should be none.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>What all its lives have done.</summary>
    public ClientStatistics Statistics => Sum(_past, Client.Statistics);

    public void Begin()
    {
        var options = new ImKitClientOptions
        {
            Token = (_, _) => new(ClientToken.OfText(new DevelopmentToken(user, name, TimeProvider.System.GetUtcNow().AddDays(1)).Sign(key))),
            Store = _store,
            InitialEntries = ImKitClientOptions.AllEntries,
            MinReconnectDelay = TimeSpan.FromMilliseconds(50),
            MaxReconnectDelay = TimeSpan.FromSeconds(1),
            RequestTimeout = TimeSpan.FromSeconds(10),
            Random = new Random(_random.Next()),
        };
        foreach (var server in servers())
            options.Endpoints.Add(server);
        Client = new ImKitClient(options);
        Client.Failed += error =>
        {
            lock (Failures)
                Failures.Add(error.ToString());
        };
        Client.Applied += _own.Take;
        Recorder.Attach(Client);
        Attach(Client);
        Client.Start();
    }

    /// <summary>Another life: the same store, or an older one.</summary>
    public async Task RestartAsync(bool old)
    {
        Restarts++;
        await Client.DisposeAsync();
        _past = Sum(_past, Client.Statistics);
        if (old && _snapshots.Count > 0)
        {
            Restores++;
            var which = _random.Next(_snapshots.Count);
            var snapshot = _snapshots[which];
            // What was kept after it belongs to a life that has not been.
            _snapshots.RemoveRange(which + 1, _snapshots.Count - which - 1);
            Recorder.Restored(snapshot);
            _store = new InMemoryClientStore(snapshot);
        }

        Begin();
    }

    public void TakeSnapshot()
    {
        if (_snapshots.Count == KeptSnapshots)
            _snapshots.RemoveAt(_random.Next(KeptSnapshots));
        _snapshots.Add(_store.Snapshot());
    }

    /// <summary>Says something to somebody; comes back when it is kept, not when it is acknowledged.</summary>
    public async Task SayAsync(ClientMessage message)
    {
        try
        {
            Sent++;
            _ = await Client.EnqueueAsync(message);
        }
        catch (Exception e) when (e is OutboxFullException or ObjectDisposedException)
        {
            // It said too much already, or is being restarted.
            Sent--;
        }
    }

    /// <summary>Marks a conversation as read, as far as it goes.</summary>
    public async Task ReadAsync(ClientConversation conversation)
    {
        try
        {
            await Client.MarkReadAsync(conversation.Id, conversation.HeadSeq);
            Recorder.Read(conversation.Id, conversation.HeadSeq);
        }
        catch (Exception e) when (e is ImKitClientException or ObjectDisposedException)
        {
            // The outcome is unknown.
        }
    }

    /// <summary>Edits or recalls one of the user's own messages.</summary>
    public async Task ChangeAsync(Random random, ClientBody words)
    {
        if (_own.Pick(random) is not var (conversation, seq, version))
            return;
        try
        {
            if (random.Next(2) == 0)
                await Recorder.EditAsync(Client, conversation, seq, version, words);
            else
                await Recorder.RecallAsync(Client, conversation, seq);
        }
        catch (Exception e) when (e is ImKitClientException or ObjectDisposedException)
        {
            // Another device was faster, the user has left, or the outcome is unknown.
        }
    }

    /// <summary>Reacts to somebody's message, or takes it back.</summary>
    public async Task ReactAsync(Random random)
    {
        if (_own.PickSeen(random) is not var (conversation, seq))
            return;
        try
        {
            await Recorder.ReactAsync(Client, conversation, seq, s_reactions[random.Next(s_reactions.Length)], remove: random.Next(3) == 0);
        }
        catch (Exception e) when (e is ImKitClientException or ObjectDisposedException)
        {
            // It is there already, or not at all; the user has left, or the outcome is unknown.
        }
    }

    /// <summary>Removes a message for the user alone, or now and then clears all up to it.</summary>
    public async Task HideAsync(Random random)
    {
        if (_own.PickSeen(random) is not var (conversation, seq))
            return;
        try
        {
            if (random.Next(8) == 0)
                await Recorder.ClearAsync(Client, conversation, seq);
            else
                await Recorder.RemoveAsync(Client, conversation, [seq]);
        }
        catch (Exception e) when (e is ImKitClientException or ObjectDisposedException)
        {
            // The user has left, or the outcome is unknown.
        }
    }

    /// <summary>Reads everything that the server has of the user's conversations, for the checker.</summary>
    public async Task ReadBackAsync(CancellationToken cancel)
    {
        foreach (var conversation in Client.Conversations)
            await Patiently.AskAsync(() => Recorder.ReadBackAsync(Client, conversation.Id, cancel));
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static ClientStatistics Sum(ClientStatistics one, ClientStatistics two) => new()
    {
        Logins = one.Logins + two.Logins,
        Applied = one.Applied + two.Applied,
        Known = one.Known + two.Known,
        Gaps = one.Gaps + two.Gaps,
        DroppedPushes = one.DroppedPushes + two.DroppedPushes,
        Resets = one.Resets + two.Resets,
        Pulls = one.Pulls + two.Pulls,
        Syncs = one.Syncs + two.Syncs,
        Acknowledged = one.Acknowledged + two.Acknowledged,
        Duplicates = one.Duplicates + two.Duplicates,
        Retries = one.Retries + two.Retries,
        Refused = one.Refused + two.Refused,
        Failures = one.Failures + two.Failures,
    };
}
