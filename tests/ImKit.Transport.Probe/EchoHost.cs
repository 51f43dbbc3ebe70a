using ImKit.Transports;

namespace ImKit.Transport.Probe;

/// <summary>The least that can stand behind a transport: every connection gets back what it sends.</summary>
internal sealed class EchoHost : ITransportHost, ILoopHost
{
    public int MaxMessageBytes => 65536;

    public int LoopCount => 2;

    public bool Accepting => true;

    public ILoopHost AttachLoop(IEventLoop loop) => this;

    public IConnectionHandler Accept(IConnection connection, ConnectionOrigin origin) => new Echo(connection);

    private sealed class Echo(IConnection connection) : IConnectionHandler
    {
        public void OnData(Span<byte> bytes) => connection.Send(bytes.ToArray(), 0, bytes.Length);

        public void OnWritable(int taken)
        {
        }

        public void OnClosed(Exception? error)
        {
        }
    }
}
