using ImKit.Transports;
using Xunit;

namespace ImKit.Tests.Shared;

public abstract partial class TransportSpecification
{
    [Fact]
    public async Task What_a_client_sends_arrives_in_order_wherever_it_is_cut()
    {
        var (client, server) = await ConnectAsync();
        var random = new Random(7);
        var lengths = Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? random.Next(4000, 20000) : random.Next(1, 40)).ToArray();
        var position = 0L;
        foreach (var length in lengths)
        {
            await client.SendAsync(TransportPattern.Bytes(position, length));
            position += length;
        }

        await server.UntilAsync(() => server.Received >= position, "everything arrived");
        TransportPattern.Check(server.Bytes, 0);
        Assert.Equal(position, server.Received);
        if (_rig.Framing == Framing.Message)
            Assert.Equal(lengths, server.Pieces.Select(static piece => piece.Length));
    }

    [Fact]
    public async Task A_paused_connection_reads_no_more_until_it_resumes_and_loses_nothing()
    {
        const int total = 6 * 1024 * 1024;
        var (client, server) = await ConnectAsync();
        var (otherClient, otherServer) = await ConnectAsync();
        await PingAsync(client, server);
        await server.RunAsync(static connection =>
        {
            connection.PauseReading();
            connection.PauseReading();
        });

        var already = server.Received;
        var sending = SendPatternAsync(client, total);
        for (var i = 0; i < 50; i++)
            await PingAsync(otherClient, otherServer);
        Assert.True(server.Received - already < total / 2, $"{server.Received - already} bytes came while reading was paused");

        await server.RunAsync(static connection =>
        {
            connection.ResumeReading();
            connection.ResumeReading();
        });
        await server.UntilAsync(() => server.Received >= already + total, "everything arrived after the pause");
        await sending.WaitAsync(TransportRecordingHost.Deadline);
        TransportPattern.Check(server.Bytes.AsSpan((int)already), 0);
    }

    [Fact]
    public async Task A_handler_may_pause_inside_its_own_callback()
    {
        var (client, server) = await ConnectAsync();
        var paused = 0;
        _host.OnData = (handler, _) =>
        {
            paused++;
            handler.Connection.PauseReading();
            handler.Connection.ResumeReading();
        };
        for (var i = 0; i < 20; i++)
            await client.SendAsync(TransportPattern.Bytes(i * 100, 100));
        await server.UntilAsync(() => server.Received >= 2000, "everything arrived");
        TransportPattern.Check(server.Bytes, 0);
        Assert.True(paused > 0);
    }

    [Fact]
    public async Task A_message_longer_than_allowed_is_a_violation_and_reaches_no_handler()
    {
        var (client, server) = await ConnectAsync();
        if (_rig.Framing == Framing.Stream)
        {
            // A stream has no messages: the same bytes are simply data.
            await client.SendAsync(TransportPattern.Bytes(0, _host.MaxMessageBytes + 1));
            await server.UntilAsync(() => server.Received == _host.MaxMessageBytes + 1, "the bytes arrived");
            return;
        }

        await client.SendAsync(TransportPattern.Bytes(0, _host.MaxMessageBytes));
        await server.UntilAsync(() => server.Received == _host.MaxMessageBytes, "the longest message arrived");
        try
        {
            await client.SendAsync(TransportPattern.Bytes(0, _host.MaxMessageBytes + 1));
        }
        catch (IOException)
        {
            // The server may close while the client is still sending.
        }

        await server.UntilAsync(() => server.Violations.Count == 1, "the violation was reported");
        Assert.False(server.Violations[0].Reconnect);
        Assert.Equal(_host.MaxMessageBytes, server.Received);
        await server.UntilAsync(() => server.Closed == 1, "the connection was closed");
    }

    private static async Task SendPatternAsync(Testing.IClientWire client, int total)
    {
        for (var position = 0; position < total; position += 32768)
            await client.SendAsync(TransportPattern.Bytes(position, 32768));
    }
}
