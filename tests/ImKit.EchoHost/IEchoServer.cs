using ImKit.Transports;

namespace ImKit.EchoHost;

/// <summary>A transport that listens for the echo; stopped by its disposal.</summary>
internal interface IEchoServer : IAsyncDisposable
{
    /// <summary>Starts it.</summary>
    /// <returns>The port.</returns>
    Task<int> StartAsync(ITransportHost host, int port);
}
