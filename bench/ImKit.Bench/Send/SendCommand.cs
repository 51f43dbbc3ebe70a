using ImKit.Storage;
using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Bench.Send;

/// <summary>How fast messages become durable: through the whole messaging layer on a durable store, against bare batched inserts into the same tables.</summary>
internal static class SendCommand
{
    public static async Task<int> RunAsync(Arguments args)
    {
        var settings = new SendSettings(args.Number("senders", 64), args.Number("seconds", 5), args.Number("body", 128), args.Text("dir", Path.GetTempPath()), args.Number("warmup", 1));
        settings = settings with { Appends = args.Number("appends", settings.Appends) };
        var rounds = args.Number("rounds", 3);
        var store = args.Text("store", "sqlite");
        var database = args.Text("postgres");
        if (store is not ("sqlite" or "postgres"))
            throw new UsageException($"--store is sqlite or postgres, not '{store}'");
        var rows = new SendTable(args.Text("only"));
        args.RequireAllKnown();
        await using var server = store == "postgres" && database is null ? await PostgresServer.StartAsync() : null;
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round}");
            await (store == "sqlite" ? SqliteAsync(settings, rows) : PostgresAsync(database ?? server!.ConnectionString, settings, rows));
            await rows.MeasureAsync("d. In memory, whole layer, direct conversations", () => InMemoryAsync(settings));
            await rows.MeasureAsync("e. In memory, store alone, batches of 64", () => AppendOnlyAsync(settings));
        }

        rows.Print("to bare insert", Bare, static name => !name.Contains("memory", StringComparison.Ordinal));
        return 0;
    }

    private const string Bare = "c. Bare insert of entry and dedup key, 64 a transaction";

    private static async Task PostgresAsync(string database, SendSettings settings, SendTable rows)
    {
        var schema = await PostgresSchema.CreateAsync(database);
        await using (schema)
        {
            await using (var server = await StartAsync(settings, builder => builder.AddPostgresStores(schema.Configure)))
            {
                await rows.MeasureAsync("a. PostgreSQL, 64 senders, many direct conversations", () => new SendLoad(server.ImKit.Messages, settings).DirectAsync());
                await rows.MeasureAsync("b. PostgreSQL, 64 senders, one hot group", () => new SendLoad(server.ImKit.Messages, settings).HotGroupAsync());
                await rows.MeasureAsync("f. PostgreSQL, store alone, batches of 64", () => StoreLoad.RunAsync(server.Services.GetRequiredService<IMessageStore>(), settings));
            }

            await rows.MeasureAsync(Bare, () => BarePostgres.RunAsync(schema, settings, connections: 1));
            await rows.MeasureAsync("g. Bare insert on four connections, 16 a transaction", () => BarePostgres.RunAsync(schema, settings, connections: 4));
            await rows.MeasureAsync("h. Bare writes of all the rows of a direct send, 64 a transaction", () => BarePostgres.RunAsync(schema, settings, connections: 1, everyRow: true));
        }
    }

    private static async Task SqliteAsync(SendSettings settings, SendTable rows)
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"imkit-bench-{Environment.ProcessId}"));
        try
        {
            var file = Path.Combine(directory.FullName, "imkit.db");
            await using (var server = await StartAsync(settings, builder => builder.AddSqlite(file)))
            {
                await rows.MeasureAsync("a. SQLite, 64 senders, many direct conversations", () => new SendLoad(server.ImKit.Messages, settings).DirectAsync());
                await rows.MeasureAsync("b. SQLite, 64 senders, one hot group", () => new SendLoad(server.ImKit.Messages, settings).HotGroupAsync());
            }

            await rows.MeasureAsync(Bare, () => Task.FromResult(BareInsert.Run(file, Path.Combine(directory.FullName, "bare.db"), settings, everyRow: false)));
            await rows.MeasureAsync("h. Bare writes of all the rows of a direct send, 64 sends a transaction", () => Task.FromResult(BareInsert.Run(file, Path.Combine(directory.FullName, "every.db"), settings, everyRow: true)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<SendRate> InMemoryAsync(SendSettings settings)
    {
        await using var server = await StartAsync(settings, static _ => { });
        return await new SendLoad(server.ImKit.Messages, settings).DirectAsync();
    }

    private static async Task<SendRate> AppendOnlyAsync(SendSettings settings)
    {
        await using var server = await StartAsync(settings, static _ => { });
        return await StoreLoad.RunAsync(server.Services.GetRequiredService<IMessageStore>(), settings);
    }

    private static Task<TestServer> StartAsync(SendSettings settings, Action<IImKitBuilder> stores) => TestServer.StartAsync(builder =>
    {
        builder.AddDevelopmentAuthenticator();
        builder.Services.Configure<ImKitOptions>(options => options.Messaging.MaxAppends = settings.Appends);
        stores(builder);
    });
}

/// <summary>How much is sent, and where the files lie.</summary>
internal sealed record SendSettings(int Senders, int Seconds, int Body, string Directory, int WarmUp)
{
    public int Appends { get; init; } = new ImKitOptions().Messaging.MaxAppends;
}
