using System.Net;

namespace ImKit.Transports;

/// <summary>The TCP endpoints that <c>AddTcp</c> recorded.</summary>
internal sealed class TcpEndpoints
{
    public List<IPEndPoint> Endpoints { get; } = [];
}
