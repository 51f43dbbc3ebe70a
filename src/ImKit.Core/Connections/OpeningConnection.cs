using ImKit.Transports;

namespace ImKit.Connections;

/// <summary>What a transport knows of a connection that had to be opened first: passes everything on to who it belongs to now. Loop thread only.</summary>
internal sealed class OpeningConnection : IConnectionHandler
{
    /// <summary>The opening, later the session or its WebSocket.</summary>
    public IConnectionHandler Target { get; set; } = null!;

    public void OnData(Span<byte> bytes) => Target.OnData(bytes);

    public void OnWritable(int taken) => Target.OnWritable(taken);

    public void OnClosed(Exception? error) => Target.OnClosed(error);
}
