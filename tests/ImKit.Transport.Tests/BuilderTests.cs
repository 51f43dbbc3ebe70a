using ImKit.Transports.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImKit.Transport.Tests;

public class BuilderTests
{
    private static ServiceProvider Build(Action<DotNettyOptions>? configure = null, int times = 1)
    {
        var builder = new BareBuilder();
        for (var i = 0; i < times; i++)
            builder.UseDotNetty(configure);
        return builder.Services.BuildServiceProvider();
    }

    [Fact]
    public void UseDotNetty_adds_a_transport_that_serves_TCP()
    {
        using var services = Build();
        var transport = Assert.Single(services.GetServices<ITransport>());

        Assert.Equal("dotnetty", transport.Name);
        Assert.True(transport.ServesTcp);
    }

    [Fact]
    public void UseDotNetty_twice_adds_one_transport()
    {
        using var services = Build(times: 2);
        Assert.IsType<DotNettyTransport>(Assert.Single(services.GetServices<ITransport>()));
    }

    [Theory]
    [InlineData("Backlog")]
    [InlineData("CloseTimeout")]
    [InlineData("ReceiveBufferBytes")]
    [InlineData("SpareDescriptors")]
    public void A_setting_that_makes_no_sense_is_named(string name)
    {
        using var services = Build(options =>
        {
            options.Backlog = name == "Backlog" ? 0 : options.Backlog;
            options.CloseTimeout = name == "CloseTimeout" ? TimeSpan.Zero : options.CloseTimeout;
            options.ReceiveBufferBytes = name == "ReceiveBufferBytes" ? 16 : options.ReceiveBufferBytes;
            options.SpareDescriptors = name == "SpareDescriptors" ? -1 : options.SpareDescriptors;
        });

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DotNettyOptions>>().Value);
        Assert.Contains("DotNettyOptions." + name, Assert.Single(error.Failures));
    }

    [Fact]
    public void No_type_of_DotNetty_is_public()
    {
        var exported = typeof(DotNettyOptions).Assembly.GetExportedTypes();
        Assert.All(exported, static type => Assert.Equal("ImKit", type.Namespace));
        Assert.Equal(["DotNettyBuilderExtensions", "DotNettyOptions", "DotNettyTelemetry"], exported.Select(static type => type.Name).Order());
    }
}
