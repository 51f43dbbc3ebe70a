namespace ImKit.RabbitMq.Tests.Support;

/// <summary>A server for the tests of one class, which may stop it.</summary>
public sealed class OwnRabbitMq : IAsyncLifetime
{
    private RabbitMqServer? _server;

    internal RabbitMqServer Server => _server ?? throw new InvalidOperationException("The fixture has not run.");

    public async ValueTask InitializeAsync() => _server = await RabbitMqServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
