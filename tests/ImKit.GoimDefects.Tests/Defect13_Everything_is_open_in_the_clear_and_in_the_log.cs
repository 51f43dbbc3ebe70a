using System.Net;
using System.Net.Http.Json;
using System.Text;
using ImKit.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: the push API, the calls between nodes and TCP are open and in the clear; tokens are logged.</summary>
public sealed class Defect13_Everything_is_open_in_the_clear_and_in_the_log
{
    private const string Secret = "S3CRET";

    [Theory]
    [InlineData("push/keys?operation=1000&keys=a")]
    [InlineData("push/mids?operation=1000&mids=1")]
    [InlineData("push/room?operation=1000&type=live&room=1")]
    [InlineData("push/all?operation=1000")]
    public async Task The_push_api_is_closed_until_it_is_protected_or_opened_by_name(string path)
    {
        await using var server = await LiveServer.StartAsync(map: static app => app.MapGoimApi());
        await using var client = await server.LoginAsync("ws", Tokens.For("1", key: "a", room: "live://1", accepts: 1000));
        using var answer = await server.Http.PostAsJsonAsync($"/goim/{path}", "hello");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await client.CollectAsync(1000));
        Assert.Equal(0, server.Numbers.Offered);
    }

    [Fact]
    public async Task Without_an_authenticator_nothing_starts()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(static _ => { }));
        Assert.Contains("authenticator", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_listens_where_it_was_told_to_and_nowhere_else()
    {
        var ports = Ports.Free(3);
        await using var process = await SampleProcess.StartAsync("Goim", "--tcp", $"{ports[0]}", "--ws", $"{ports[1]}", "--http", $"{ports[2]}");
        Assert.Equal(ports.Order(), ListeningPorts.Of(process.Id).Order());
    }

    [Theory]
    [InlineData("""{"mid":"1","key":"S3CRET","accepts":[1000]}""", true)]
    [InlineData("""{"mid":"banned","password":"S3CRET"}""", false)]
    [InlineData("S3CRET, not JSON", false)]
    public async Task No_token_stands_in_the_log_whatever_is_logged(string token, bool good)
    {
        await using var server = await LiveServer.StartAsync(
            static options =>
            {
                options.Trace.Users.Add("1");
                options.Trace.Bodies = true;
            },
            static builder => builder.AddAuthenticator(static (request, _) =>
            {
                var text = Encoding.UTF8.GetString(request.Token.Span);
                if (text.StartsWith('S'))
                    throw new InvalidDataException("not a token");
                return ValueTask.FromResult(text.Contains("banned", StringComparison.Ordinal)
                    ? AuthResult.Refuse(CloseReason.Banned)
                    : AuthResult.For(new UserId("1")));
            }),
            level: LogLevel.Trace);
        foreach (var kind in (string[])["tcp", "ws"])
        {
            await using var client = await server.ConnectAsync(kind);
            await client.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(token));
            await client.ExpectAsync(good ? Operations.LoginReply : Operations.Disconnect);
            // A renewal is a login too, and its frame is traced.
            if (good)
                await client.LoginAsync(token);
        }

        await server.StopAsync();
        var lines = server.Logs.GetSnapshot(clear: true);
        Assert.Contains(lines, line => !good || line.Message.Contains("Trace 1", StringComparison.Ordinal));
        Assert.All(lines, static line =>
        {
            Assert.DoesNotContain(Secret, line.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, line.Exception?.ToString() ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes(Secret)), line.ToString(), StringComparison.Ordinal);
            foreach (var (_, value) in line.State as IEnumerable<KeyValuePair<string, string?>> ?? [])
                Assert.DoesNotContain(Secret, value ?? "", StringComparison.Ordinal);
        });
    }
}
