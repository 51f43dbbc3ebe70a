using ImKit.Channels;
using ImKit.Hosting;
using ImKit.Routing;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Access;

/// <summary>Servers for the tests of the access layer: goim's tokens are believed, and no rate limit is in the way.</summary>
internal static class AccessServer
{
    public static Task<TestServer> StartAsync(
        Simulation? simulation = null, Action<ImKitOptions>? options = null, Action<IImKitBuilder>? build = null) =>
        TestServer.StartAsync(
            builder =>
            {
                builder.AddDevelopmentAuthenticator();
                build?.Invoke(builder);
            },
            settings =>
            {
                settings.Node.Loops = 3;
                settings.Limits.FramesPerSecond = 0;
                options?.Invoke(settings);
            },
            simulation);

    public static IReadOnlyList<Bucket> Buckets(this TestServer server) => server.Services.GetRequiredService<LocalDelivery>().Buckets;

    /// <summary>Connections that the server holds, logged in or not.</summary>
    public static int Connections(this TestServer server) => server.Buckets().Sum(static bucket => bucket.Members.Count);

    public static RoomDirectory Rooms(this TestServer server) => server.Services.GetRequiredService<RoomDirectory>();

    public static long Offered(this TestServer server) => server.Buckets().Sum(static bucket => bucket.Counters.Offered);

    public static long HandedOver(this TestServer server) => server.Buckets().Sum(static bucket => bucket.Counters.HandedOver);

    public static long Dropped(this TestServer server) => server.Buckets().Sum(static bucket => bucket.Counters.DroppedInAll());

    public static long Dropped(this TestServer server, DropReason reason) => server.Buckets().Sum(bucket => bucket.Counters.Dropped(reason));

    /// <summary>Pushes into a room; in a simulation the time passes that the way to other nodes takes.</summary>
    public static async Task<PushReceipt> PushToRoomAsync(this TestServer server, RoomId room, Push push)
    {
        var pushed = server.ImKit.PushToRoomAsync(room, push).AsTask();
        if (server.Simulation is { } simulation)
            await simulation.CompleteAsync(pushed, TimeSpan.FromMinutes(1));
        return await pushed;
    }

    public static Push Text(int operation, string text) => new(operation, System.Text.Encoding.UTF8.GetBytes(text));
}
