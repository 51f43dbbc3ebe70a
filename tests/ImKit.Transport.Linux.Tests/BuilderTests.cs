using ImKit.Transports.Linux;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImKit.Transport.Linux.Tests;

public class BuilderTests
{
    private static ServiceProvider Build(Action<LinuxOptions>? configure = null, int times = 1)
    {
        var builder = new BareBuilder();
        for (var i = 0; i < times; i++)
            builder.UseLinux(configure);
        return builder.Services.BuildServiceProvider();
    }

    [Fact]
    public void UseLinux_adds_a_transport_that_serves_TCP()
    {
        using var services = Build();
        var transport = services.GetRequiredService<ITransport>();
        Assert.Equal("linux", transport.Name);
        Assert.True(transport.ServesTcp);
        Assert.True(LinuxTransport.IsSupported);
    }

    [Fact]
    public void UseLinux_twice_adds_one_transport()
    {
        using var services = Build(times: 2);
        Assert.IsType<TcpTransport>(Assert.Single(services.GetServices<ITransport>()));
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("Backlog")]
    [InlineData("ReceiveBufferBytes")]
    [InlineData("CloseTimeout")]
    [InlineData("SpareDescriptors")]
    [InlineData("UserTimeout")]
    [InlineData("KeepAliveIdle")]
    [InlineData("KeepAliveInterval")]
    [InlineData("KeepAliveCount")]
    public void A_wrong_option_is_named(string name)
    {
        using var services = Build(options =>
        {
            options.Engine = name == "Engine" ? (LinuxEngine)9 : options.Engine;
            options.Backlog = name == "Backlog" ? 0 : options.Backlog;
            options.ReceiveBufferBytes = name == "ReceiveBufferBytes" ? 16 : options.ReceiveBufferBytes;
            options.CloseTimeout = name == "CloseTimeout" ? TimeSpan.Zero : options.CloseTimeout;
            options.SpareDescriptors = name == "SpareDescriptors" ? -1 : options.SpareDescriptors;
            options.UserTimeout = name == "UserTimeout" ? TimeSpan.FromDays(30) : options.UserTimeout;
            options.KeepAliveIdle = name == "KeepAliveIdle" ? TimeSpan.FromMilliseconds(1500) : options.KeepAliveIdle;
            options.KeepAliveInterval = name == "KeepAliveInterval" ? TimeSpan.Zero : options.KeepAliveInterval;
            options.KeepAliveCount = name == "KeepAliveCount" ? 0 : options.KeepAliveCount;
        });

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<LinuxOptions>>().Value);
        Assert.Contains("LinuxOptions." + name, Assert.Single(error.Failures));
    }

    [Fact]
    public void Only_what_a_host_needs_is_public() => Assert.Equal(
        ["LinuxBuilderExtensions", "LinuxEngine", "LinuxOptions", "LinuxTelemetry", "LinuxTransport"],
        typeof(LinuxOptions).Assembly.GetExportedTypes().Select(static type => type.Name).Order());

    [Fact]
    public async Task Accepted_connections_have_the_options_of_the_kernel_that_were_asked_for()
    {
        await using var server = await TestServer.StartAsync(configure: static options =>
        {
            options.UserTimeout = TimeSpan.FromSeconds(17);
            options.KeepAliveIdle = TimeSpan.FromSeconds(71);
            options.KeepAliveInterval = TimeSpan.FromSeconds(13);
            options.KeepAliveCount = 5;
        });
        var (client, side) = await server.ConnectAsync();
        using var _ = client;
        var accepted = ((TcpConnection)side.Connection).Descriptor;
        using var socket = new Socket(new SafeSocketHandle(accepted, ownsHandle: false));

        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay));
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(71, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(13, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(5, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        var timeout = new byte[4];
        socket.GetRawSocketOption(6, 18, timeout);
        Assert.Equal(17_000, BitConverter.ToInt32(timeout));
    }
}
