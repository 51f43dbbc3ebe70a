namespace ImKit.Transport.Tests.Support;

/// <summary>Sends back what comes.</summary>
internal sealed class Echo(IEventLoop loop, IConnection connection) : Recorder(loop, connection)
{
    protected override void Data(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        Connection.Send(copy, 0, copy.Length);
    }
}
