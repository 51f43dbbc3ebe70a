using System.Globalization;
using ImKit.Bench.Send;
using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Bench.Publish;

/// <summary>How fast the host's own transactions can publish, and how fast a node sends what they have published, against plain sends on the same database.</summary>
internal static class PublishCommand
{
    private const string Plain = "a. IConversations.SendAsync, as many senders";

    public static async Task<int> RunAsync(Arguments args)
    {
        var settings = new SendSettings(args.Number("senders", 64), args.Number("seconds", 5), args.Number("body", 128), "", args.Number("warmup", 6));
        var (hosts, rounds) = (args.Number("hosts", 16), args.Number("rounds", 3));
        var database = args.Text("postgres");
        if (args.Text("store", "postgres") is var store && store != "postgres")
            throw new UsageException($"--store is postgres, not '{store}': publishing is part of a transaction of the host's in that database");
        args.RequireAllKnown();
        var rows = new SendTable();
        await using var server = database is null ? await PostgresServer.StartAsync() : null;
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round}");
            await using var schema = await PostgresSchema.CreateAsync(database ?? server!.ConnectionString);
            await RoundAsync(schema, settings, hosts, rows);
        }

        rows.Print("to plain sends", Plain);
        return 0;
    }

    private static async Task RoundAsync(PostgresSchema schema, SendSettings settings, int hosts, SendTable rows)
    {
        await using var load = new HostLoad(schema, settings, hosts);
        await using (var idle = await StartAsync(schema, relay: false))
        {
            rows.Add(Plain, await new SendLoad(idle.ImKit.Messages, settings).DirectAsync());
            await load.PrepareAsync();
            rows.Add("b. Host transactions of one row of its own", await load.RunAsync(messages: 0));
            rows.Add("c. The same with one message published in each; nobody sends it yet", await load.RunAsync(messages: 1));
            rows.Add("d. Messages a second, ten published in a transaction", await load.RunAsync(messages: 10));
        }

        using (var sent = new SentMessages())
        {
            await using var relay = await StartAsync(schema, relay: true);
            await Task.Delay(TimeSpan.FromSeconds(settings.WarmUp));
            rows.Add("e. The relay alone: what c and d have left is sent", await sent.RateAsync(TimeSpan.FromSeconds(settings.Seconds)));
        }

        await load.ClearAsync();
        await BothAsync(schema, settings, load, rows);
    }

    /// <summary>Hosts publish while the relay sends, and after that everything has to be there, once.</summary>
    private static async Task BothAsync(PostgresSchema schema, SendSettings settings, HostLoad load, SendTable rows)
    {
        using var sent = new SentMessages();
        await using var relay = await StartAsync(schema, relay: true);
        var before = await load.EntriesAsync();
        var sending = sent.RateAsync(TimeSpan.FromSeconds(settings.WarmUp + settings.Seconds));
        rows.Add("f. Hosts publish one a transaction while the relay sends: published", await load.RunAsync(messages: 1));
        rows.Add("g. In the same time: sent into conversations", await sending);
        var left = await load.WaitingAsync();
        await load.UntilSentAsync();
        if (await load.EntriesAsync() - before != load.Published)
            throw new BenchException($"{load.Published} messages were published, and {await load.EntriesAsync() - before} are in conversations");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  all {load.Published} messages are in conversations; {left} waited when the hosts stopped"));
    }

    private static Task<TestServer> StartAsync(PostgresSchema schema, bool relay) => TestServer.StartAsync(
        builder => builder.AddDevelopmentAuthenticator().AddPostgresStores(schema.Configure), options => options.Publish.Relay = relay);
}
