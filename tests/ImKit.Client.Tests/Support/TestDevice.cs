using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests.Support;

/// <summary>A client on a fake server, and everything it has told.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ConnectionChange> _changes = [];
    private readonly Dictionary<string, List<ClientEntry>> _shown = [];
    private readonly List<string> _told = [];

    public TestDevice(FakeServer server, Action<ImKitClientOptions>? configure = null)
    {
        var options = new ImKitClientOptions { Token = static (_, _) => new(ClientToken.OfText("anna")), InitialEntries = ImKitClientOptions.AllEntries, Store = Store, Random = new Random(1) };
        options.Endpoints.Add(new Uri("tcp://one:1"));
        configure?.Invoke(options);
        Options = options;
        Client = new ImKitClient(options, server);
        Client.ConnectionChanged += change => Add(_changes, change);
        Client.Applied += Show;
        Client.Dropped += Drop;
        Client.Queued += message => Add(_told, $"queued {message.ClientMsgId}");
        Client.Sent += outcome => Add(_told, $"sent {outcome.Message.ClientMsgId}");
        Client.Failed += error => Add(_told, $"failed {error.Message}");
        Client.Pushed += push => Add(_told, $"push {push.Operation}");
    }

    public ImKitClientOptions Options { get; }

    public InMemoryClientStore Store { get; init; } = new();

    public ImKitClient Client { get; }

    public IReadOnlyList<ConnectionChange> Changes => Copy(_changes);

    public IReadOnlyList<string> Told => Copy(_told);

    /// <summary>Runs before entries are taken: a slow application.</summary>
    public Action? Slow { get; set; }

    public IReadOnlyList<ClientEntry> Shown(string id)
    {
        lock (_lock)
            return [.. _shown.GetValueOrDefault(id, [])];
    }

    public IEnumerable<long> Seqs(string id) => Shown(id).Select(static entry => entry.Seq);

    public static IEnumerable<long> UpTo(int seq) => Enumerable.Range(1, seq).Select(static i => (long)i);

    public Task ShowsAsync(string id, long seq) => Until.HoldsAsync(() => Shown(id) is [.., var last] && last.Seq == seq, $"{id} is shown up to {seq}");

    public Task IsAsync(ClientConnectionState state) => Until.HoldsAsync(() => Client.State == state, $"the connection is {state}");

    public Task ToldAsync(string what) => Until.HoldsAsync(() => Told.Contains(what), what);

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private void Show(EntriesApplied applied)
    {
        Slow?.Invoke();
        lock (_lock)
            (_shown.TryGetValue(applied.ConversationId, out var entries) ? entries : _shown[applied.ConversationId] = []).AddRange(applied.Entries);
    }

    private void Drop(ConversationDropped dropped)
    {
        lock (_lock)
        {
            _shown.Remove(dropped.ConversationId);
            _told.Add($"dropped {dropped.ConversationId} {dropped.Reason}");
        }
    }

    private void Add<T>(List<T> list, T what)
    {
        lock (_lock)
            list.Add(what);
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
            return [.. list];
    }
}
