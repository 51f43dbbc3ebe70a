using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImKit.Deployments.Tests.Support;

/// <summary>One server of the application, with sockets of its own. It can be stopped and started again on the same port.</summary>
internal sealed class Node(int number, Action<IImKitBuilder> deploy) : IAsyncDisposable
{
    private IHost? _host;
    private int _port;

    public IImKit ImKit => _host!.Services.GetRequiredService<IImKit>();

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{_port}"));

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        ListenEndpoint? endpoint = null;
        deploy(Application.Add(builder.Services, _port, listen => endpoint = listen));
        builder.Services.Configure<ImKitOptions>(options => (options.Node.Id, options.Node.Number) = ($"node-{number}", number));
        _host = builder.Build();
        await _host.StartAsync();
        _port = endpoint!.Bound!.Port;
    }

    public async Task StopAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        _host.Dispose();
        _host = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
