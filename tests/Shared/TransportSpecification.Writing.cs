using Xunit;

namespace ImKit.Tests.Shared;

public abstract partial class TransportSpecification
{
    [Fact]
    public async Task Bytes_go_both_ways()
    {
        var (client, server) = await ConnectAsync();
        for (var i = 0; i < 20; i++)
            await PingAsync(client, server);
    }

    [Fact]
    public async Task A_hundred_connections_live_side_by_side()
    {
        var pairs = new List<(Testing.IClientWire Client, TransportRecordingHandler Server)>();
        for (var i = 0; i < 100; i++)
            pairs.Add(await ConnectAsync());
        foreach (var (client, server) in pairs)
            await PingAsync(client, server);
        Assert.Equal(2, pairs.Select(static pair => pair.Server.Loop).Distinct().Count());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(65536)]
    [InlineData(300_000)]
    public async Task A_blocked_writer_goes_on_where_it_stopped_and_every_byte_counts_once(int block)
    {
        const long total = 24L * 1024 * 1024;
        var (client, server) = await ConnectAsync();
        var writer = new TransportPatternWriter(server, total, block);
        server.Writable = writer.OnWritable;
        await server.RunAsync(_ => writer.Write());
        await server.UntilAsync(() => writer.TimesBlocked > 0, "the writer was blocked by a client that does not read");

        Assert.Equal(total, await ReadPatternAsync(client, total));
        await server.UntilAsync(() => writer.Done, "the writer was told of every byte");
        Assert.Equal(total, writer.HandedOver);
    }

    [Fact]
    public async Task A_blocked_connection_does_not_hold_up_another()
    {
        var (_, blocked) = await ConnectAsync();
        var writer = new TransportPatternWriter(blocked, 64L * 1024 * 1024, 65536);
        blocked.Writable = writer.OnWritable;
        await blocked.RunAsync(_ => writer.Write());
        await blocked.UntilAsync(() => writer.TimesBlocked > 0, "the writer was blocked");
        for (var i = 0; i < 4; i++)
        {
            var (client, server) = await ConnectAsync();
            await PingAsync(client, server);
        }
    }

    [Fact]
    public async Task A_part_of_an_array_is_sent_as_that_part()
    {
        var (client, server) = await ConnectAsync();
        var part = server.Encode(TransportPattern.Bytes(0, 100));
        byte[] bytes = [.. new byte[10], .. part, .. new byte[10]];
        await server.RunAsync(connection => Assert.Equal(part.Length, connection.Send(bytes, 10, part.Length)));
        Assert.Equal(100, await ReadPatternAsync(client, 100));
    }
}
