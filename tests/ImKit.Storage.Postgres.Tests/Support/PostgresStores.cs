using ImKit.Nodes;
using ImKit.Storage.Postgres.Internal.Nodes;
using ImKit.Storage.Postgres.Internal.Publishing;
using Microsoft.Extensions.Options;

namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>All seams over one pool of connections, as one node has them, without a host.</summary>
internal sealed class PostgresStores : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly PostgresOptions _options;

    public PostgresStores(string? connectionString = null, string? schema = null, Action<PostgresOptions>? configure = null)
    {
        _connectionString = connectionString ?? TestDatabase.ConnectionString;
        var options = new PostgresOptions
        {
            ConnectionString = $"{_connectionString};Application Name={Name}",
            Schema = schema ?? TestDatabase.SharedSchema,
            MaxConnections = 8,
            // A busy machine is no failure.
            Timeout = TimeSpan.FromSeconds(60),
            LockTimeout = TimeSpan.FromSeconds(50),
        };
        configure?.Invoke(options);
        _options = options;
        Schema = options.Schema;
        Database = new PostgresDatabase(Options.Create(options));
        Messages = new PostgresMessageStore(Database);
        Conversations = new PostgresConversationStore(Database);
        Feed = new PostgresFeedStore(Database);
        Contacts = new PostgresContactStore(Database);
        Sections = new PostgresSectionStore(Database);
        Directory = new PostgresSessionDirectory(Database);
        Registry = new PostgresNodeRegistry(Database);
    }

    /// <summary>By which the server knows its connections.</summary>
    public string Name { get; } = $"imkit-{Guid.NewGuid():N}";

    public string Schema { get; }

    public PostgresDatabase Database { get; }

    public IMessageStore Messages { get; }

    public IConversationStore Conversations { get; }

    public IFeedStore Feed { get; }

    public IContactStore Contacts { get; }

    public ISectionStore Sections { get; }

    public ISessionDirectory Directory { get; }

    public INodeRegistry Registry { get; }

    /// <summary>What hosts publish, as a node reads it.</summary>
    public PostgresPublishSource CreatePublishSource() => new(Database, Options.Create(_options), TimeProvider.System);

    /// <summary>Ends the node's connections on the server, as the death of the node does, whatever they are at.</summary>
    public async Task CutAsync() =>
        await TestDatabase.ExecuteAsync(_connectionString, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{Name}'");

    public async Task<AppendOutcome> AppendAsync(AppendRequest request) =>
        (await Messages.AppendAsync([request], TestContext.Current.CancellationToken))[0];

    public async Task<IReadOnlyList<LogEntry>> LogAsync(ConversationKey group)
    {
        var all = new List<LogEntry>();
        while (await Messages.ReadForwardAsync(group, all.Count + 1, 1000, TestContext.Current.CancellationToken) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
