using System.Text;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ImKit.Storage.Postgres.Tests.Publishing;

/// <summary>A whole node on the server of all tests, and what its host does in the same database.</summary>
internal sealed class PublishNode : IAsyncDisposable
{
    private readonly TestServer _server;

    private PublishNode(TestServer server, string schema, string application) => (_server, Schema, Application) = (server, schema, application);

    public string Schema { get; }

    /// <summary>By which the database knows its connections.</summary>
    public string Application { get; }

    public IConversations Chat => _server.ImKit.Messages;

    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    public static async Task<PublishNode> StartAsync(
        string? schema = null, string name = "one", Action<ImKitOptions>? configure = null, Action<IImKitBuilder>? build = null, Action<PostgresOptions>? postgres = null)
    {
        schema ??= TestDatabase.NewSchema();
        var application = $"imkit-{name}-{Guid.NewGuid():N}";
        var server = await TestServer.StartAsync(
            builder =>
            {
                builder.AddDevelopmentAuthenticator().AddPostgres(options =>
                {
                    options.ConnectionString = $"{TestDatabase.ConnectionString};Application Name={application}";
                    options.Schema = schema;
                    // A busy machine is no failure.
                    options.Timeout = TimeSpan.FromSeconds(60);
                    options.LockTimeout = TimeSpan.FromSeconds(50);
                    postgres?.Invoke(options);
                });
                build?.Invoke(builder);
            },
            options =>
            {
                options.Node.Id = name;
                options.Node.Number = name.Length;
                options.Node.Lease = TimeSpan.FromMinutes(2);
                options.Messaging.StoreTimeout = TimeSpan.FromSeconds(60);
                options.Publish.PollInterval = TimeSpan.FromMilliseconds(200);
                configure?.Invoke(options);
            });
        return new PublishNode(server, schema, application);
    }

    public async Task<ConversationId> CreateGroupAsync(params string[] members) => (await Chat.CreateGroupAsync(
        new UserId("owner"), new ClientMsgId(Guid.NewGuid().ToString("N")), "group", [.. members.Select(static member => new UserId(member))],
        TestContext.Current.CancellationToken)).Value.Conversation;

    /// <summary>The messages of a conversation, notices left out.</summary>
    public async Task<string[]> WordsAsync(ConversationId conversation) =>
        [.. (await EntriesAsync(conversation)).Where(static entry => entry.Kind == EntryKind.Message).Select(static entry => Encoding.UTF8.GetString(entry.Body.Span))];

    public async Task<IReadOnlyList<LogEntry>> EntriesAsync(ConversationId conversation)
    {
        var all = new List<LogEntry>();
        while (await Get<IMessageStore>().ReadForwardAsync(new ConversationKey(default, conversation), all.Count + 1, 1000, CancellationToken.None) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    public Task SentAsync(ConversationId conversation, params string[] words) =>
        Until.HoldsAsync(async () => (await WordsAsync(conversation)).SequenceEqual(words), $"the conversation is {string.Join(", ", words)}");

    public Task NothingWaitsAsync() =>
        Until.HoldsAsync(async () => (long)(await SqlAsync($"SELECT count(*) FROM {Schema}.publish"))! == 0, "nothing waits to be sent");

    public Task<object?> SqlAsync(string sql) => TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql);

    /// <summary>A message in a transaction of its own.</summary>
    public Task PublishAsync(string sender, string id, ConversationId conversation, string text) =>
        SqlAsync($"SELECT {Schema}.imkit_publish('{sender}', '{id}', '{text}', conversation => '{conversation}')");

    /// <summary>A connection of the host's own.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(TestDatabase.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Ends the node's connections, whatever they are at; also that by which it listens.</summary>
    public Task CutAsync() => SqlAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{Application}'");

    public IReadOnlyList<string> TakeErrors() => _server.TakeErrors();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
