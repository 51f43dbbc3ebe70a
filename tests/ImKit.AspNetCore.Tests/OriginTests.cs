using ImKit.AspNetCore.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.AspNetCore.Tests;

public class OriginTests
{
    [Theory]
    [InlineData("", "101")]
    [InlineData("Origin: http://localhost\n", "101")]
    [InlineData("Origin: https://localhost\n", "101")]
    [InlineData("Origin: https://app.example.com\n", "101")]
    [InlineData("Origin: HTTPS://APP.EXAMPLE.COM:443\n", "101")]
    [InlineData("Origin: http://app.example.com\n", "403")]
    [InlineData("Origin: https://app.example.com:8443\n", "403")]
    [InlineData("Origin: https://evil.com\n", "403")]
    [InlineData("Origin: https://app.example.com.evil.com\n", "403")]
    [InlineData("Origin: https://evil.com/app.example.com\n", "403")]
    [InlineData("Origin: https://app.example.com@evil.com\n", "403")]
    [InlineData("Origin: http://localhost:81\n", "403")]
    [InlineData("Origin: null\n", "403")]
    [InlineData("Origin: \n", "403")]
    [InlineData("Origin: https://app.example.com\nOrigin: https://evil.com\n", "403")]
    public async Task A_page_may_connect_from_the_own_host_or_from_a_named_origin(string header, string status)
    {
        await using var site = await TestSite.StartAsync(map: app => app.MapImKit(configure: o => o.AllowedOrigins.Add("https://app.example.com")));
        using var client = await RawClient.ConnectAsync(site.Port);

        var head = await client.RequestAsync(RawClient.Upgrade(more: header));

        Assert.StartsWith($"HTTP/1.1 {status}", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_star_lets_every_page_in()
    {
        await using var site = await TestSite.StartAsync(map: app => app.MapImKit(configure: o => o.AllowedOrigins.Add("*")));
        using var client = await RawClient.ConnectAsync(site.Port);

        Assert.StartsWith("HTTP/1.1 101", await client.RequestAsync(RawClient.Upgrade(more: "Origin: https://any.example\n")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://*.example.com")]
    [InlineData("https://app.example.com/path")]
    [InlineData("")]
    public async Task An_entry_that_is_no_origin_stops_the_start(string entry)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            TestSite.StartAsync(map: app => app.MapImKit(configure: o => o.AllowedOrigins.Add(entry))));

        Assert.Contains($"'{entry}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_origin_is_logged_and_counted()
    {
        await using var site = await TestSite.StartAsync();
        using var counter = new RefusedCounter(site.Services);
        using var client = await RawClient.ConnectAsync(site.Port);

        await client.RequestAsync(RawClient.Upgrade(more: "Origin: https://evil.com\n"));

        Assert.Contains(site.Logs.GetSnapshot(), line => line.Id.Id == AspNetCoreTelemetry.OriginRefused && line.Message.Contains("https://evil.com", StringComparison.Ordinal));
        Assert.Equal("origin", await counter.NextAsync());
    }
}
