using System.Net;
using ImKit.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.AspNetCore.Tests;

public class GoimSecurityTests
{
    private static readonly string[] Paths =
        ["push/keys", "push/mids", "push/room", "push/all", "online/top", "online/room", "online/total", "nodes/weighted", "nodes/instances"];

    [Fact]
    public async Task Unprotected_the_api_is_closed_and_says_what_to_do()
    {
        await using var site = await RealSite.StartAsync(app => app.MapGoimApi());

        foreach (var path in Paths)
        {
            using var request = new HttpRequestMessage(path.StartsWith("push", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, "/goim/" + path);
            var response = await site.Browser.SendAsync(request, Wait.Token);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(Wait.Token);
            Assert.Contains(".RequireAuthorization(", text, StringComparison.Ordinal);
            Assert.Contains("o.Open = true", text, StringComparison.Ordinal);
        }

        // Said once, however often somebody knocks.
        Assert.Single(site.Logs.GetSnapshot(), static line => line.Id.Id == AspNetCoreTelemetry.GoimApiClosed);
    }

    [Fact]
    public async Task With_a_policy_only_those_who_meet_it_may_call()
    {
        await using var site = await StartWithPolicyAsync(static api => api.RequireAuthorization("admin"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await site.Browser.GetAsync("/goim/online/total", Wait.Token)).StatusCode);
        site.Browser.DefaultRequestHeaders.Add("X-User", "admin");
        Assert.StartsWith("""{"code":0,""", await site.GetAsync("/goim/online/total"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_anonymous_callers_are_let_past_does_not_count()
    {
        await using var site = await StartWithPolicyAsync(static api => api.RequireAuthorization("admin").AllowAnonymous());

        Assert.Equal(HttpStatusCode.Forbidden, (await site.Browser.GetAsync("/goim/online/total", Wait.Token)).StatusCode);
    }

    [Fact]
    public async Task Bound_to_a_port_it_answers_there_and_a_forged_host_header_does_not_help_elsewhere()
    {
        var bound = 0;
        await using var site = await RealSite.StartAsync(
            app => app.MapGoimApi().RequireHost($"*:{bound}"),
            build: b =>
            {
                using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
                {
                    probe.Start();
                    bound = ((IPEndPoint)probe.LocalEndpoint).Port;
                }

                b.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, bound));
            });

        using var inside = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync($"http://localhost:{bound}/goim/online/total", Wait.Token)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser.GetAsync("/goim/online/total", Wait.Token)).StatusCode);
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/goim/online/total") { Headers = { Host = $"localhost:{bound}" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Browser.SendAsync(forged, Wait.Token)).StatusCode);
    }

    [Fact]
    public async Task A_host_name_without_a_port_does_not_count()
    {
        await using var site = await RealSite.StartAsync(app => app.MapGoimApi().RequireHost("localhost"));

        Assert.Equal(HttpStatusCode.Forbidden, (await site.Browser.GetAsync("/goim/online/total", Wait.Token)).StatusCode);
    }

    [Fact]
    public void Mapping_without_ImKit_says_what_to_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapGoimApi());

        Assert.Contains("AddImKit", error.Message, StringComparison.Ordinal);
    }

    private static Task<RealSite> StartWithPolicyAsync(Action<IEndpointConventionBuilder> protect) => RealSite.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            protect(app.MapGoimApi());
        },
        build: b =>
        {
            b.Services.AddAuthentication("header").AddHeaderScheme();
            b.Services.AddAuthorization(static options => options.AddPolicy("admin", static policy => policy.RequireUserName("admin")));
        });
}
