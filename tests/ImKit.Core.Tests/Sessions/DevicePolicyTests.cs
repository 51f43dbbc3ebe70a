using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>How many devices of a user are connected at once. The token is "user class".</summary>
public sealed class DevicePolicyTests
{
    private static readonly UserId User = new("ann");

    [Fact]
    public async Task By_default_a_user_is_connected_with_as_many_devices_as_they_like_up_to_the_limit()
    {
        await using var server = await StartAsync(new Simulation(1), static devices => devices.MaxPerUser = 3);
        var clients = new List<TestClient>();
        for (var i = 0; i < 5; i++)
            clients.Add(await server.LoginAsync("ann web"));
        foreach (var old in clients[..2])
            Assert.Equal(CloseReason.Replaced.Code, (await old.ExpectDisconnectAsync()).Code);
        Assert.Equal(3, (await server.ImKit.SessionsOfAsync(User)).Count);
        await using var other = await server.LoginAsync("bob web");
        await other.HeartbeatAsync();
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task A_second_device_of_a_class_takes_the_place_of_the_first_where_the_class_says_so()
    {
        await using var server = await StartAsync(new Simulation(1), static devices => devices.Classes["web"] = DevicePolicy.CloseOld);
        await using var first = await server.LoginAsync("ann web");
        await using var phone = await server.LoginAsync("ann ios");
        await using var second = await server.LoginAsync("ann web");
        Assert.Equal(CloseReason.Replaced.Code, (await first.ExpectDisconnectAsync()).Code);
        await phone.HeartbeatAsync();
        await second.HeartbeatAsync();
        Assert.Equal(2, server.Connections());
    }

    [Fact]
    public async Task A_second_device_of_a_class_is_refused_where_the_class_says_so_until_the_first_is_gone()
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation, static devices => devices.Default = DevicePolicy.RefuseNew);
        await using var first = await server.LoginAsync("ann web");
        await using (var second = server.Connect())
        {
            await second.SendAsync(Operations.Login, Encoding.UTF8.GetBytes("ann web"));
            var notice = await second.ExpectDisconnectAsync();
            Assert.Equal(CloseReason.DeviceRefused.Code, notice.Code);
        }

        await first.HeartbeatAsync();
        await first.DisposeAsync();
        simulation.RunUntilIdle();
        await using var third = await server.LoginAsync("ann web");
        await third.HeartbeatAsync();
    }

    [Theory]
    [InlineData(DevicePolicy.CloseOld)]
    [InlineData(DevicePolicy.RefuseNew)]
    public async Task Of_devices_that_log_in_at_once_one_is_left_whatever_the_order(DevicePolicy policy) =>
        await Simulation.ExploreAsync(1, 150, async simulation =>
        {
            await using var server = await StartAsync(simulation, devices => devices.Default = policy);
            var clients = Enumerable.Range(0, 4).Select(_ => server.Connect()).ToArray();
            foreach (var client in clients)
                await client.SendAsync(Operations.Login, Encoding.UTF8.GetBytes("ann web"));
            simulation.RunUntilIdle();
            Assert.Single(await server.ImKit.SessionsOfAsync(User));
            Assert.Equal(1, clients.Count(static client => ((InMemoryClientWire)client.Wire).Client.End == ConnectionEnd.None));
            foreach (var client in clients)
                await client.DisposeAsync();
        });

    private static Task<TestServer> StartAsync(Simulation simulation, Action<DeviceOptions> devices) => TestServer.StartAsync(
        static builder => builder.AddAuthenticator(static (request, _) =>
        {
            var words = Encoding.UTF8.GetString(request.Token.Span).Split(' ');
            return ValueTask.FromResult(AuthResult.For(new UserId(words[0])) with { DeviceClass = words[1] });
        }),
        options => devices(options.Devices),
        simulation);
}
