using System.Globalization;
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
        var rounds = args.Number("rounds", 3);
        var store = args.Text("store", "sqlite");
        var database = args.Text("postgres");
        if (store is not ("sqlite" or "postgres"))
            throw new UsageException($"--store is sqlite or postgres, not '{store}'");
        args.RequireAllKnown();
        var rows = new SortedDictionary<string, List<SendRate>>(StringComparer.Ordinal);
        await using var server = store == "postgres" && database is null ? await PostgresServer.StartAsync() : null;
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round}");
            await (store == "sqlite" ? SqliteAsync(settings, rows) : PostgresAsync(database ?? server!.ConnectionString, settings, rows));
            Add(rows, "d. In memory, whole layer, direct conversations", await InMemoryAsync(settings));
            Add(rows, "e. In memory, store alone, batches of 64", await AppendOnlyAsync(settings));
        }

        Console.WriteLine("| what | messages/s, median | to bare insert | CPU µs per message | KB written per message |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var bare = Median(rows[Bare], static rate => rate.PerSecond);
        foreach (var (name, rates) in rows)
        {
            var ratio = name.Contains("memory", StringComparison.Ordinal) ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median(rates, static rate => rate.PerSecond) / bare:0.00}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(rates, static rate => rate.PerSecond):0} | {ratio} | {Median(rates, static rate => rate.CpuMicroseconds):0.0} | {Median(rates, static rate => rate.KilobytesWritten):0.0} |"));
        }

        return 0;
    }

    private const string Bare = "c. Bare insert of entry and dedup key, 64 a transaction";

    private static async Task PostgresAsync(string database, SendSettings settings, SortedDictionary<string, List<SendRate>> rows)
    {
        var schema = await PostgresSchema.CreateAsync(database);
        await using (schema)
        {
            await using (var server = await StartAsync(builder => builder.AddPostgresStores(schema.Configure)))
            {
                Add(rows, "a. PostgreSQL, 64 senders, many direct conversations", await new SendLoad(server.ImKit.Messages, settings).DirectAsync());
                Add(rows, "b. PostgreSQL, 64 senders, one hot group", await new SendLoad(server.ImKit.Messages, settings).HotGroupAsync());
                Add(rows, "f. PostgreSQL, store alone, batches of 64", await StoreLoad.RunAsync(server.Services.GetRequiredService<IMessageStore>(), settings));
            }

            Add(rows, Bare, await BarePostgres.RunAsync(schema, settings, connections: 1));
            Add(rows, "g. Bare insert on four connections, 16 a transaction", await BarePostgres.RunAsync(schema, settings, connections: 4));
            Add(rows, "h. Bare writes of all the rows of a direct send, 64 a transaction", await BarePostgres.RunAsync(schema, settings, connections: 1, everyRow: true));
        }
    }

    private static async Task SqliteAsync(SendSettings settings, SortedDictionary<string, List<SendRate>> rows)
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"imkit-bench-{Environment.ProcessId}"));
        try
        {
            var file = Path.Combine(directory.FullName, "imkit.db");
            await using (var server = await StartAsync(builder => builder.AddSqlite(file)))
            {
                Add(rows, "a. SQLite, 64 senders, many direct conversations", await new SendLoad(server.ImKit.Messages, settings).DirectAsync());
                Add(rows, "b. SQLite, 64 senders, one hot group", await new SendLoad(server.ImKit.Messages, settings).HotGroupAsync());
            }

            Add(rows, Bare, BareInsert.Run(file, Path.Combine(directory.FullName, "bare.db"), settings, everyRow: false));
            Add(rows, "h. Bare writes of all the rows of a direct send, 64 sends a transaction", BareInsert.Run(file, Path.Combine(directory.FullName, "every.db"), settings, everyRow: true));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<SendRate> InMemoryAsync(SendSettings settings)
    {
        await using var server = await StartAsync(static _ => { });
        return await new SendLoad(server.ImKit.Messages, settings).DirectAsync();
    }

    private static async Task<SendRate> AppendOnlyAsync(SendSettings settings)
    {
        await using var server = await StartAsync(static _ => { });
        return await StoreLoad.RunAsync(server.Services.GetRequiredService<IMessageStore>(), settings);
    }

    private static Task<TestServer> StartAsync(Action<IImKitBuilder> stores) => TestServer.StartAsync(builder =>
    {
        builder.AddDevelopmentAuthenticator();
        stores(builder);
    });

    private static void Add(SortedDictionary<string, List<SendRate>> rows, string name, SendRate rate)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {rate.PerSecond:0}/s, {rate.CpuMicroseconds:0.0} µs CPU, {rate.KilobytesWritten:0.0} KB written"));
        if (!rows.TryGetValue(name, out var list))
            rows[name] = list = [];
        list.Add(rate);
    }

    private static double Median(List<SendRate> rates, Func<SendRate, double> figure) => rates.Select(figure).Order().ElementAt(rates.Count / 2);
}

/// <summary>How much is sent, and where the files lie.</summary>
internal sealed record SendSettings(int Senders, int Seconds, int Body, string Directory, int WarmUp);
