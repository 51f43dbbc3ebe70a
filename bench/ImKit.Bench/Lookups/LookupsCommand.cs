using System.Diagnostics;
using System.Globalization;
using ImKit.Nodes;
using ImKit.Redis;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImKit.Bench.Lookups;

/// <summary>What it costs to ask Redis where users are, beside what it costs to send their node a message.</summary>
internal static class LookupsCommand
{
    private const int Users = 10_000;

    public static async Task<int> RunAsync(Arguments args)
    {
        var (seconds, rounds, nodes, flight) = (args.Real("seconds", 3), args.Number("rounds", 3), args.Number("nodes", 3), args.Number("flight", 64));
        args.RequireAllKnown();
        await using var server = await RedisServer.StartAsync();
        var results = new Dictionary<string, List<(double Rate, double Node, double Redis)>>();
        using var read = await StartAsync(server, TimeSpan.Zero);
        using var known = await StartAsync(server, TimeSpan.FromSeconds(1));
        await FillAsync(known, nodes);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, run) in Cases(read, known))
            {
                var result = await MeasureAsync(server, run, flight, TimeSpan.FromSeconds(round == 0 ? 0.5 : seconds));
                if (round > 0)
                    (results.TryGetValue(name, out var list) ? list : results[name] = []).Add(result);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes with leases, {Users} users with one session each, {flight} in flight; medians of {rounds} rounds"));
        Console.WriteLine("| what | users/s | node CPU, µs each | Redis CPU, µs each |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var (name, list) in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Median(list, static r => r.Rate):F0} | {Median(list, static r => r.Node):F1} | {Median(list, static r => r.Redis):F1} |"));
        }

        return 0;
    }

    private static IEnumerable<(string Name, Func<int, Task<int>> Run)> Cases(IHost read, IHost known)
    {
        var (always, remembers) = (read.Services.GetRequiredService<ISessionDirectory>(), known.Services.GetRequiredService<ISessionDirectory>());
        var broker = known.Services.GetRequiredService<IBroker>();
        var body = new byte[200];
        yield return ("a look-up of one user, leases read with each", async i => (await always.FindByUserAsync(default, User(i), default)).Count);
        yield return ("the same, leases remembered", async i => (await remembers.FindByUserAsync(default, User(i), default)).Count);
        yield return ("look-ups of 100 users at once, leases read with each", i => ManyAsync(always, i));
        yield return ("the same 100 at once, leases remembered", i => ManyAsync(remembers, i));
        yield return ("a broker message of 200 bytes to a node that is there", async i =>
        {
            await broker.PublishAsync(new NodeId("receiver"), User(i).Value, body, default);
            return 1;
        });
    }

    private static async Task<int> ManyAsync(ISessionDirectory directory, int i) =>
        (await directory.FindByUsersAsync(default, [.. Enumerable.Range(0, 100).Select(n => User((i * 100) + n))], default)).Sum(static found => found.Count);

    private static async Task<(double Rate, double Node, double Redis)> MeasureAsync(RedisServer server, Func<int, Task<int>> run, int flight, TimeSpan time)
    {
        var (next, done) = (0, 0L);
        var process = Process.GetCurrentProcess();
        var redis = await CpuOfAsync(server);
        process.Refresh();
        var (own, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, flight).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
                Interlocked.Add(ref done, await run(Interlocked.Increment(ref next)));
        }));
        var elapsed = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        return (done / elapsed.TotalSeconds, (process.TotalProcessorTime - own).TotalMicroseconds / done, (await CpuOfAsync(server) - redis) * 1e6 / done);
    }

    // The first two numbers after the name in /proc/PID/stat that count its ticks, of a hundredth of a second each.
    private static async Task<double> CpuOfAsync(RedisServer server)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static async Task FillAsync(IHost host, int nodes)
    {
        var (registry, directory, broker) =
            (host.Services.GetRequiredService<INodeRegistry>(), host.Services.GetRequiredService<ISessionDirectory>(), host.Services.GetRequiredService<IBroker>());
        for (var n = 0; n < nodes; n++)
            await registry.JoinAsync(new NodeInfo { Id = NodeOf(n), BootId = 1 }, TimeSpan.FromHours(1), default);
        foreach (var some in Enumerable.Range(0, Users).Chunk(100))
        {
            await Task.WhenAll(some.Select(i => directory.RegisterAsync(
                new SessionRecord
                {
                    Tenant = default, User = User(i), Key = new ConnectionKey($"key-{i}"), Node = NodeOf(i % nodes), BootId = 1, SessionId = i, DeviceClass = "web",
                }, default, default).AsTask()));
        }

        await broker.SubscribeAsync(new NodeId("receiver"), static (_, _) => default, default);
    }

    private static async Task<IHost> StartAsync(RedisServer server, TimeSpan memory)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        application.Logging.ClearProviders();
        application.Services.AddImKit(settings => (settings.Node.Id, settings.Node.Number, settings.Roles) = ($"bench-{memory.Ticks}", (int)memory.TotalSeconds, NodeRoles.Business)).AddRedis(redis =>
        {
            (redis.ConnectionString, redis.Application) = (server.ConnectionString, "bench");
            (redis.LeaseMemory, redis.Timeout) = (memory, TimeSpan.FromSeconds(10));
        });
        var host = application.Build();
        await host.StartAsync();
        return host;
    }

    private static double Median(List<(double Rate, double Node, double Redis)> list, Func<(double Rate, double Node, double Redis), double> value) =>
        list.Select(value).Order().ElementAt(list.Count / 2);

    private static NodeId NodeOf(int n) => new($"node-{n}");

    private static UserId User(int i) => new($"user-{i % Users}");
}
