using ImKit.Transports;
using Xunit;

namespace ImKit.Tests.Shared;

public abstract partial class TransportSpecification
{
    [Fact]
    public async Task A_close_in_order_lets_the_client_read_all_that_was_taken()
    {
        var (client, server) = await ConnectAsync();
        var writer = new TransportPatternWriter(server, 32 * 1024, 1000);
        server.Writable = writer.OnWritable;
        await server.RunAsync(_ => writer.Write());
        await server.UntilAsync(() => writer.Done, "everything was taken");
        await server.RunAsync(static connection => connection.Close(CloseReason.Kicked));

        Assert.Equal(32 * 1024, await ReadPatternAsync(client, long.MaxValue));
        if (_rig.Framing == Framing.Message)
            Assert.Equal(CloseReason.Kicked.Code, client.CloseCode);
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        Assert.Null(server.Error);
    }

    [Fact]
    public async Task An_abort_ends_the_connection_at_once()
    {
        var (client, server) = await ConnectAsync();
        await PingAsync(client, server);
        await server.RunAsync(static connection => connection.Abort());
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        await ReadEndAsync(client, inOrder: false);
    }

    [Fact]
    public async Task Closing_and_aborting_again_changes_nothing()
    {
        var (client, server) = await ConnectAsync();
        await server.RunAsync(static connection =>
        {
            connection.Close(CloseReason.Drain);
            connection.Close(CloseReason.Busy);
            connection.Abort();
            connection.Abort();
        });
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        await server.RunAsync(static connection =>
        {
            connection.Close(CloseReason.Busy);
            connection.Abort();
            connection.PauseReading();
            connection.ResumeReading();
        });
        await ReadEndAsync(client, inOrder: false);
        var (otherClient, otherServer) = await ConnectAsync();
        await PingAsync(otherClient, otherServer);
        Assert.Equal(1, server.Closed);
    }

    [Fact]
    public async Task After_the_end_a_send_takes_nothing()
    {
        var (_, server) = await ConnectAsync();
        await server.RunAsync(static connection => connection.Abort());
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        await server.RunAsync(static connection => Assert.Equal(0, connection.Send(new byte[10], 0, 10)));
    }

    [Fact]
    public async Task A_client_that_closes_in_order_is_heard_to_the_end()
    {
        var (client, server) = await ConnectAsync();
        await client.SendAsync(TransportPattern.Bytes(0, 5000));
        await client.CloseAsync();
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        Assert.Equal(5000, server.Received);
        TransportPattern.Check(server.Bytes, 0);
        Assert.Null(server.Error);
    }

    [Fact]
    public async Task A_client_that_is_cut_off_is_reported_once_with_an_error()
    {
        var (client, server) = await ConnectAsync();
        await PingAsync(client, server);
        client.Abort();
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
        Assert.NotNull(server.Error);
    }

    [Fact]
    public async Task A_client_that_is_cut_off_while_its_writer_is_blocked_is_reported()
    {
        var (client, server) = await ConnectAsync();
        var writer = new TransportPatternWriter(server, 64L * 1024 * 1024, 65536);
        server.Writable = writer.OnWritable;
        await server.RunAsync(_ => writer.Write());
        await server.UntilAsync(() => writer.TimesBlocked > 0, "the writer was blocked");
        client.Abort();
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
    }

    [Fact]
    public async Task An_abort_ends_a_blocked_connection()
    {
        var (_, server) = await ConnectAsync();
        var writer = new TransportPatternWriter(server, 64L * 1024 * 1024, 65536);
        server.Writable = writer.OnWritable;
        await server.RunAsync(_ => writer.Write());
        await server.UntilAsync(() => writer.TimesBlocked > 0, "the writer was blocked");
        await server.RunAsync(static connection => connection.Abort());
        await server.UntilAsync(() => server.Closed == 1, "OnClosed came");
    }

    [Fact]
    public async Task A_refused_connection_ends_without_a_word()
    {
        _host.Refuse = true;
        try
        {
            await using var client = await _rig.ConnectAsync();
            _rig.Pump();
            Assert.True((await client.ReceiveAsync().AsTask().WaitAsync(TransportRecordingHost.Deadline)).IsEmpty);
        }
        catch (Exception refusal) when (refusal is IOException or System.Net.WebSockets.WebSocketException or System.Net.Sockets.SocketException)
        {
            // Refused at the door is refused as well.
        }

        _host.Refuse = false;
        var (other, server) = await ConnectAsync();
        await PingAsync(other, server);
    }
}
