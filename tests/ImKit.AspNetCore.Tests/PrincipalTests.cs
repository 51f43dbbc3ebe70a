using System.Net;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

public class PrincipalTests
{
    [Fact]
    public async Task The_hosts_own_authentication_reaches_the_authenticator()
    {
        await using var site = await StartAsync(required: false);

        var (_, session) = await site.ConnectAsync(configure: o => o.SetRequestHeader("X-User", "ada"));

        Assert.Equal("ada", session.Origin.Principal!.Identity!.Name);
    }

    [Fact]
    public async Task A_request_without_an_identity_has_no_principal()
    {
        await using var site = await StartAsync(required: false);

        var (_, session) = await site.ConnectAsync();

        Assert.Null(session.Origin.Principal);
    }

    [Fact]
    public async Task RequireAuthorization_keeps_others_out()
    {
        await using var site = await StartAsync(required: true);
        using var client = await RawClient.ConnectAsync(site.Port);

        Assert.StartsWith("HTTP/1.1 401", await client.RequestAsync(RawClient.Upgrade()), StringComparison.Ordinal);
        var (_, session) = await site.ConnectAsync(configure: o => o.SetRequestHeader("X-User", "ada"));
        Assert.NotNull(session.Origin.Principal);
    }

    [Fact]
    public async Task Headers_and_query_of_the_request_can_be_read_while_the_connection_lives_and_never_anothers()
    {
        await using var site = await TestSite.StartAsync();
        var (client, session) = await site.ConnectAsync("/im?token=a%20b&token=c", o =>
        {
            o.SetRequestHeader("Authorization", "Bearer x");
            o.SetRequestHeader("Cookie", "sid=1");
        });

        Assert.Equal("Bearer x", session.Origin.Header("authorization"));
        Assert.Equal("sid=1", session.Origin.Header("Cookie"));
        Assert.Equal("a b,c", session.Origin.Header("?token"));
        Assert.Null(session.Origin.Header("token"));
        Assert.Null(session.Origin.Header("X-Absent"));
        Assert.False(session.Origin.Secure);
        Assert.Equal(IPAddress.Loopback, session.Connection.Remote!.Address);
        Assert.NotEqual(0, session.Connection.Remote!.Port);

        client.Abort();
        await session.ClosedAsync();
        await Until.HoldsAsync(() => session.Origin.Header("Authorization") is null, "the headers are gone with the connection");
    }

    private static Task<TestSite> StartAsync(bool required) => TestSite.StartAsync(
        build: b =>
        {
            b.Services.AddAuthentication("header").AddHeaderScheme();
            b.Services.AddAuthorization();
        },
        map: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            var endpoint = app.MapImKit();
            if (required)
                endpoint.RequireAuthorization();
        });
}
