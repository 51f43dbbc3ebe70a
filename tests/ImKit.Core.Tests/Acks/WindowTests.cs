using System.Diagnostics.Metrics;
using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Testing;
using ImKit.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Acks;

/// <summary>The entries that a client has not acknowledged, and what happens when there are too many.</summary>
public sealed class WindowTests
{
    private const int Window = 256;
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_that_acknowledges_gets_no_more_than_the_window_is_told_so_once_and_gets_more_when_it_has_acknowledged_all(int version)
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await AckingClient.LoginAsync(server, "1", version);
        Assert.Null(await client.AckAsync(0));
        await client.PushAsync(300);
        Assert.Equal(Window, await client.ReadAsync());
        Assert.True(Assert.Single(await client.WindowsAsync()).Stopped);
        Assert.Equal(44, server.Dropped(DropReason.Window));

        Assert.Null(await client.AckAsync(255));
        await client.PushAsync();
        Assert.Equal(Window, await client.ReadAsync());
        Assert.Empty(await client.WindowsAsync());

        Assert.Null(await client.AckAsync(256));
        var opened = Assert.Single(await client.WindowsAsync());
        Assert.Equal((false, false), (opened.Stopped, opened.More));
        Assert.Equal(("d.one", 7, 301), (opened.Heads.Single().ConversationId, opened.Heads.Single().Epoch, opened.Heads.Single().Seq));
        await client.PushAsync();
        Assert.Equal(Window + 1, await client.ReadAsync());
        Assert.Equal(("d.one", 302), client.Entries[^1]);
        Assert.Equal(server.Offered(), server.HandedOver() + server.Dropped());
    }

    [Fact]
    public async Task A_client_that_never_acknowledges_gets_everything()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.PushAsync(1000);
        Assert.Equal(1000, await client.ReadAsync());
        Assert.Equal(0, server.Dropped());
        Assert.Empty(await client.WindowsAsync());
    }

    [Fact]
    public async Task Who_begins_to_acknowledge_late_is_held_to_the_window_from_then_on()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.PushAsync(400);
        Assert.Equal(400, await client.ReadAsync());
        Assert.Null(await client.AckAsync(100));
        await client.PushAsync();
        Assert.Equal(400, await client.ReadAsync());
        Assert.True(Assert.Single(await client.WindowsAsync()).Stopped);

        Assert.Null(await client.AckAsync(400));
        Assert.Equal(401, Assert.Single(await client.WindowsAsync()).Heads.Single().Seq);
        await client.PushAsync(Window);
        Assert.Equal(400 + Window, await client.ReadAsync());
    }

    [Fact]
    public async Task More_than_was_pushed_cannot_be_acknowledged_and_that_is_counted()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        using var refused = new MetricCollector<long>(
            server.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.RefusedAcks);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.PushAsync(3);
        foreach (var wrong in (long[])[4, -1, long.MaxValue])
        {
            var error = await client.AckAsync(wrong);
            Assert.Equal((201, $"{wrong} entries are acknowledged of 3 that were pushed"), (error!.Code, error.Message));
        }

        Assert.Equal(202, (await client.AckAsync(3, [.. Enumerable.Range(0, 33).Select(static i => ($"d.{i}", 1L))]))!.Code);
        Assert.Equal(4, refused.GetMeasurementSnapshot().Sum(static measurement => measurement.Value));
        Assert.Null(await client.AckAsync(3));
    }

    [Fact]
    public async Task What_was_acknowledged_is_not_taken_back_by_an_older_number()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.AckAsync(0);
        await client.PushAsync(200);
        Assert.Null(await client.AckAsync(200));
        Assert.Null(await client.AckAsync(10));
        await client.PushAsync(Window);
        Assert.Equal(200 + Window, await client.ReadAsync());
    }

    [Fact]
    public async Task A_push_of_many_entries_counts_as_many_and_is_not_cut()
    {
        await using var server = await AccessServer.StartAsync(_simulation, options => options.Messaging.AckWindow = 100);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.AckAsync(0);
        await client.PushAsync(count: 40);
        await client.PushAsync(count: 40);
        await client.PushAsync(count: 40);
        Assert.Equal(80, await client.ReadAsync());
        Assert.Null(await client.AckAsync(80));
        // One that is larger than the window goes alone.
        await client.PushAsync("d.two", count: 150);
        await client.PushAsync("d.two");
        Assert.Equal(230, await client.ReadAsync());
        Assert.Null(await client.AckAsync(230));
        Assert.Equal(["d.one 120", "d.two 151"], (await client.WindowsAsync()).SelectMany(static window => window.Heads).Select(static head => $"{head.ConversationId} {head.Seq}"));
    }

    [Fact]
    public async Task Of_more_conversations_than_are_remembered_the_client_is_told_that_there_are_more()
    {
        await using var server = await AccessServer.StartAsync(_simulation, options => options.Messaging.AckWindow = 1);
        await using var client = await AckingClient.LoginAsync(server, "1");
        await client.AckAsync(0);
        for (var i = 0; i < 100; i++)
            await client.PushAsync($"d.{i}");
        await client.AckAsync(await client.ReadAsync());
        var opened = (await client.WindowsAsync())[^1];
        Assert.Equal((true, 64), (opened.More, opened.Heads.Count));
    }

    [Fact]
    public async Task Acknowledgements_are_of_one_connection_and_begin_anew_with_the_next()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using (var before = await AckingClient.LoginAsync(server, "1"))
        {
            await before.AckAsync(0);
            await before.PushAsync(300);
            await before.Wire.CloseAsync();
            _simulation.RunUntilIdle();
        }

        await using var client = await AckingClient.LoginAsync(server, "1");
        Assert.NotNull(await client.AckAsync(1));
        await client.PushAsync(Window);
        Assert.Equal(Window, await client.ReadAsync());
        Assert.Null(await client.AckAsync(Window));
    }

    [Fact]
    public async Task To_clients_of_goim_the_operation_is_the_hosts_as_before()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        Assert.Empty((await client.RequestAsync(Operations.Ack)).Body.ToArray());
    }
}
