using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ImKit.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim's TCP is in the clear, always.</summary>
public sealed class Defect13_Tcp_and_web_socket_can_be_had_over_tls
{
    [Fact]
    public async Task A_client_logs_in_over_tcp_with_tls_and_one_without_is_not_served()
    {
        await using var server = await StartAsync(static endpoint => endpoint.UseHttps(TestCertificate.Instance).UseImKit());
        using var tcp = await ConnectAsync(server);
        await using var tls = new SslStream(new NetworkStream(tcp), leaveInnerStreamOpen: false, TestCertificate.Accept);
        await tls.AuthenticateAsClientAsync("localhost").Soon();
        await tls.WriteAsync(Login());
        var reply = new byte[16];
        await tls.ReadExactlyAsync(reply).AsTask().Soon();
        Assert.Equal(new TestFrame(1, Operations.LoginReply, 1, default).ToArray(), reply);

        using var clear = await ConnectAsync(server);
        await clear.SendAsync(Login());
        var heard = new byte[64];
        try
        {
            // At most TLS's own alert (21), and then the end.
            for (var got = await clear.ReceiveAsync(heard).Soon(); got > 0; got = await clear.ReceiveAsync(heard).Soon())
                Assert.Equal(21, heard[0]);
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }

        Assert.Equal(1, server.Numbers["imkit.logins"]);
    }

    [Fact]
    public async Task A_client_logs_in_over_web_socket_with_tls()
    {
        await using var server = await StartAsync(static endpoint => endpoint.UseHttps(TestCertificate.Instance));
        await using var client = new TestClient(await WebSocketClientWire.ConnectAsync(
            new Uri($"wss://localhost:{server.Addresses()[1]}/sub"), static options => options.RemoteCertificateValidationCallback = TestCertificate.Accept));
        Assert.Equal(Operations.LoginReply, (await client.LoginAsync(Tokens.For("1"))).Operation);
    }

    private static Task<LiveServer> StartAsync(Action<ListenOptions> listen) => LiveServer.StartAsync(host: builder =>
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen));
    });

    private static byte[] Login() => new TestFrame(1, Operations.Login, 1, Encoding.UTF8.GetBytes(Tokens.For("1"))).ToArray();

    private static async Task<Socket> ConnectAsync(LiveServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Addresses()[1]);
        return socket;
    }
}
