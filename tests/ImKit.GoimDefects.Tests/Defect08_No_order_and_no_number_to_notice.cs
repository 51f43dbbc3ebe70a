using System.Text.Json;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: two messages of one room or one user may overtake each other, and carry no number by which a client could tell.</summary>
public sealed class Defect08_No_order_and_no_number_to_notice
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

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Over_real_sockets_and_threads_all_members_see_one_order_too(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        var members = new List<TestClient>();
        for (var i = 0; i < 8; i++)
            members.Add(await server.LoginAsync(kind, Tokens.For($"{i}", room: Room.Value)));
        var publishers = Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{publisher}:{i}"));
        })).ToArray();
        var readers = members.Select(static member => Task.Run(async () =>
            (await member.ExpectManyAsync(1000, Publishers * 500)).Select(static frame => frame.Text).ToArray())).ToArray();
        await Task.WhenAll(publishers).Soon();
        var orders = await Task.WhenAll(readers).Soon();
        Assert.All(orders, order => Assert.Equal(orders[0], order));
        for (var p = 0; p < Publishers; p++)
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{p}:{i}"), orders[0].Where(text => text.StartsWith($"{p}:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Messages_of_a_conversation_are_numbered_without_a_gap_in_the_order_of_their_pushes(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        await using var anna = await server.LoginAsync(kind, Tokens.For("anna"), version: 3);
        await using var otto = await server.LoginAsync(kind, Tokens.For("otto"), version: 3);
        for (var i = 0; i < 50; i++)
        {
            await anna.SendAsync(Operations.Send, JsonSerializer.SerializeToUtf8Bytes(new { client_msg_id = $"a{i}", to_user = "otto", text = $"{i}" }));
            await otto.SendAsync(Operations.Send, JsonSerializer.SerializeToUtf8Bytes(new { client_msg_id = $"o{i}", to_user = "anna", text = $"{i}" }));
        }

        foreach (var client in (TestClient[])[anna, otto])
            Assert.Equal(Enumerable.Range(1, 100), await NumbersAsync(client, 100));
    }

    private static async Task<List<int>> NumbersAsync(TestClient client, int count)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            using var push = JsonDocument.Parse((await client.ExpectAsync(Operations.Entries)).Body);
            foreach (var entry in push.RootElement.GetProperty("entries").EnumerateArray())
                numbers.Add(entry.GetProperty("seq").GetInt32());
        }

        return numbers;
    }
}
