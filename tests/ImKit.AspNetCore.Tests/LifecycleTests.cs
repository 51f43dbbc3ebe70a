using System.Net;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.AspNetCore.Tests;

/// <summary>A whole server from its start to its stop.</summary>
public class LifecycleTests
{
    [Fact]
    public async Task A_goim_client_logs_in_and_is_pushed_to_over_web_socket()
    {
        await using var site = await RealSite.StartAsync(static _ => { });
        var client = await site.LoginAsync(1, room: "live://1");

        Assert.Equal(1, (await client.HeartbeatAsync()).Int32);
        await site.Services.GetRequiredService<IImKit>().PushToRoomAsync(new RoomId("live://1"), new Push(1000, "hello"u8.ToArray()));

        Assert.Equal("hello", (await client.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Health_is_live_and_ready_once_started()
    {
        await using var site = await RealSite.StartAsync(static app => app.MapImKitHealth());

        Assert.Equal("""{"status":"Healthy","checks":{"imkit-live":{"status":"Healthy"}}}""", await site.GetAsync("/health/live"));
        Assert.Equal("""{"status":"Healthy","checks":{"imkit-ready":{"status":"Healthy"}}}""", await site.GetAsync("/health/ready"));
    }

    [Fact]
    public async Task Health_says_which_part_is_not_well_and_keeps_exceptions_to_itself()
    {
        await using var site = await RealSite.StartAsync(
            static app => app.MapImKitHealth("/h"),
            build: static b => b.Services.AddHealthChecks()
                .AddCheck("database", static () => HealthCheckResult.Unhealthy("no answer"), ["ready"])
                .AddCheck("other", static () => throw new InvalidOperationException("secret"), ["ready"]));

        var response = await site.Browser.GetAsync("/h/ready", Wait.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            """{"status":"Unhealthy","checks":{"imkit-ready":{"status":"Healthy"},"database":{"status":"Unhealthy","description":"no answer"},"other":{"status":"Unhealthy"}}}""",
            await response.Content.ReadAsStringAsync(Wait.Token));
        Assert.Equal(HttpStatusCode.OK, (await site.Browser.GetAsync("/h/live", Wait.Token)).StatusCode);
    }

    [Fact]
    public async Task During_a_drain_readiness_and_upgrades_say_503_and_who_is_here_is_told_to_leave()
    {
        await using var site = await RealSite.StartAsync(static app => app.MapImKitHealth(), static options => options.Drain.Grace = TimeSpan.FromSeconds(5));
        var client = await site.LoginAsync(1);

        var stop = site.StopAsync();
        var notice = await client.ExpectDisconnectAsync();

        // The stop waits for this client, so the server still answers.
        Assert.Equal(CloseReason.Drain.Code, notice.Code);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.Browser.GetAsync("/health/ready", Wait.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.Browser.GetAsync("/health/live", Wait.Token)).StatusCode);
        using var late = await RawClient.ConnectAsync(site.Port);
        var head = await late.RequestAsync(RawClient.Upgrade("/sub"));
        Assert.StartsWith("HTTP/1.1 503", head, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5\r\n", head, StringComparison.Ordinal);

        await client.ExpectClosedAsync();
        Assert.Equal(1012, client.Wire.CloseCode);
        await Wait.For(stop);
    }

    [Fact]
    public async Task Clients_that_do_not_leave_hold_up_the_stop_no_longer_than_grace_and_close_deadline()
    {
        await using var site = await RealSite.StartAsync(static _ => { });
        await site.LoginAsync(1);

        // A stop that is held up ends only when the host loses patience, after this test has.
        await Wait.For(site.StopAsync());
    }

    [Fact]
    public async Task A_handler_that_never_returns_does_not_hold_up_the_stop()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await RealSite.StartAsync(
            static _ => { },
            build: b => new TestSite.Builder(b.Services).Handle(1000, async (_, _) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return default;
            }));
        var client = await site.LoginAsync(1);
        await client.SendAsync(1000);
        await Wait.For(entered.Task);

        var stop = site.StopAsync();
        await client.ExpectClosedAsync();
        await Wait.For(stop);

        Assert.Equal(1012, client.Wire.CloseCode);
    }
}
