namespace ImKit.Transports;

/// <summary>The endpoints that <c>AddTcp</c> and <c>AddWebSocket</c> recorded.</summary>
internal sealed class ListenEndpoints
{
    public List<ListenEndpoint> All { get; } = [];
}
