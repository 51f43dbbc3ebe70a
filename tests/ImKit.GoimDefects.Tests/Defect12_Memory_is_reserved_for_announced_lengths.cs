namespace ImKit.GoimDefects.Tests;

/// <summary>The memory side of goim's missing bounds. Alone, because the whole process is weighed.</summary>
[CollectionDefinition(nameof(Defect12_Memory_is_reserved_for_announced_lengths), DisableParallelization = true)]
[Collection(nameof(Defect12_Memory_is_reserved_for_announced_lengths))]
public sealed class Defect12_Memory_is_reserved_for_announced_lengths
{
    [Fact]
    public async Task What_a_length_field_announces_reserves_nothing()
    {
        await using var server = await LiveServer.StartAsync();
        var clients = new List<TestClient>();
        for (var i = 0; i < 200; i++)
        {
            clients.Add(await server.LoginAsync("tcp", Tokens.For($"{i}")));
            await clients[i].HeartbeatAsync();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var client in clients)
        {
            await client.HeartbeatAsync();
            await client.SendBytesAsync(client.Frame(4321).ToArray(packLength: 65536));
        }

        await Eventually.HoldsAsync(() => server.Numbers["imkit.bytes.received"] >= 200 * 16 * 4, "everything has come");
        // What else the process does passes; a buffer for each length announced, 13 MB, would stay.
        await Eventually.HoldsAsync(() => GC.GetTotalMemory(forceFullCollection: true) - before <= 200 * 8192, "nothing is reserved");
    }
}
