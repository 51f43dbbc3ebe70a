using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Samples.Chat;

/// <summary>Several nodes: each leaves in Redis, for a few seconds, who is on it, and reads what the others left. Who was on a node that died is
/// offline when that is over.</summary>
internal sealed class Neighbours(string redis, Presence presence, IImKit im, INodeRegistry nodes, ImKitOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    [SuppressMessage("Design", "CA1031", Justification = "Without Redis everybody stays as they were last seen.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},abortConnect=false");
        var database = connection.GetDatabase();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ExchangeAsync(database, stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick tries again.
            }
        }
    }

    private async Task ExchangeAsync(IDatabase database, CancellationToken cancel)
    {
        var own = new NodeView(presence.Here, im.CountRoom(Lounge.Room));
        await database.StringSetAsync(Key(options.Node.Id), ChatJson.Write(own, ChatJson.Default.NodeView), Kept);
        var others = (await nodes.ListAsync(cancel)).Select(static node => node.Id.Value).Where(id => id != options.Node.Id);
        var views = new List<NodeView>();
        foreach (var other in others)
        {
            if (ChatJson.Read((byte[]?)await database.StringGetAsync(Key(other)), ChatJson.Default.NodeView) is { } view)
                views.Add(view);
        }

        await presence.TakeOthersAsync(views);
    }

    private static string Key(string node) => $"chat:online:{node}";
}

internal static class NeighboursExtensions
{
    public static IImKitBuilder AddNeighbours(this IImKitBuilder builder, string redis)
    {
        builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Neighbours>(provider, redis));
        return builder;
    }
}
