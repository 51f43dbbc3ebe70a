using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Channels;

public sealed class OrderTests
{
    private const int Publishers = 4;
    private const int Each = 6;
    private static readonly RoomId Room = new("live://1");

    [Fact]
    public async Task All_members_see_the_pushes_of_parallel_publishers_in_one_order_that_keeps_each_publishers_own() =>
        await Simulation.ExploreAsync(1, 3000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            var members = new List<TestClient>();
            for (var i = 0; i < 6; i++)
                members.Add(await server.LoginAsync(Tokens.For($"{i}", room: Room.Value)));
            for (var p = 0; p < Publishers; p++)
            {
                var publisher = p;
                _ = simulation.Scheduler.Start(async () =>
                {
                    for (var i = 0; i < Each; i++)
                    {
                        await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{publisher}:{i}"));
                        await Task.Yield();
                    }
                });
            }

            simulation.RunUntilIdle();
            var orders = new List<string[]>();
            foreach (var member in members)
                orders.Add([.. (await member.ExpectManyAsync(1000, Publishers * Each)).Select(static frame => frame.Text)]);
            Assert.All(orders, order => Assert.Equal(orders[0], order));
            for (var p = 0; p < Publishers; p++)
                Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{p}:{i}"), orders[0].Where(text => text.StartsWith($"{p}:", StringComparison.Ordinal)));
        });

    [Fact]
    public async Task Pushes_to_one_user_arrive_on_every_device_in_the_order_in_which_they_were_made() =>
        await Simulation.ExploreAsync(1, 1000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            var devices = new List<TestClient>();
            for (var i = 0; i < 3; i++)
                devices.Add(await server.LoginAsync(Tokens.For("anna", key: $"{i}", accepts: 1000)));
            for (var i = 0; i < 10; i++)
            {
                await server.ImKit.PushToUserAsync(new UserId("anna"), AccessServer.Text(1000, $"{i}"));
                simulation.Scheduler.Step();
            }

            foreach (var device in devices)
                Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), (await device.ExpectManyAsync(1000, 10)).Select(static frame => frame.Text));
        });

    [Fact]
    public async Task Members_that_come_and_go_while_others_publish_see_a_part_of_the_order_without_a_gap() =>
        await Simulation.ExploreAsync(1, 1000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            await using var stays = await server.LoginAsync(Tokens.For("stays", room: Room.Value));
            await using var moves = await server.LoginAsync(Tokens.For("moves", key: "moves"));
            _ = simulation.Scheduler.Start(async () =>
            {
                for (var i = 0; i < 30; i++)
                {
                    await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{i}"));
                    await Task.Yield();
                }
            });
            for (var step = 0; step < 40; step++)
                simulation.Scheduler.Step();
            await moves.RequestAsync(Operations.ChangeRoom, Room.Value);
            simulation.RunUntilIdle();
            await moves.RequestAsync(Operations.ChangeRoom, "");
            var seen = (await moves.CollectAsync(1000)).Select(static frame => int.Parse(frame.Text, null)).ToArray();
            Assert.Equal(30, (await stays.CollectAsync(1000)).Count);
            if (seen.Length > 0)
                Assert.Equal(Enumerable.Range(30 - seen.Length, seen.Length), seen);
        });
}
