using System.Net;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Transports;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Core's side of every transport: gives loops their buckets and connections their sessions. Any thread.</summary>
internal sealed class AccessLayer(
    ImKitOptions options, SessionServices services, LocalDelivery local, ImKitMetrics metrics, TimeProvider time, ILogger<Bucket> logger) : ITransportHost
{
    private readonly BucketSettings _settings = new(
        time, options.Protocol.TimerTick, options.Node.MaxPendingPushes, options.SlowConsumers.MaxPendingBytes, options.SlowConsumers.Policy);

    private bool _accepting;

    public int MaxMessageBytes => options.Protocol.MaxFrameBytes;

    public int LoopCount => options.Node.Loops;

    public bool Accepting => Volatile.Read(ref _accepting);

    public void SetAccepting(bool accepting) => Volatile.Write(ref _accepting, accepting);

    public ILoopHost AttachLoop(IEventLoop loop) =>
        new LoopHost(this, local.Add(index => new Bucket(index, loop, _settings, local.Rooms, logger)));

    private Session? Accept(Bucket bucket, IConnection connection, ConnectionOrigin origin)
    {
        if (Refusal(connection.Remote?.Address) is { } reason)
        {
            metrics.RefusedConnection(origin.Transport, reason);
            return null;
        }

        metrics.Accepted(origin.Transport);
        var session = new Session(services, bucket, connection, origin);
        session.Begin();
        return session;
    }

    private string? Refusal(IPAddress? address)
    {
        if (!Accepting)
            return "stopping";
        if (options.Limits.Connections > 0 && local.Buckets.Sum(static bucket => bucket.Members.Count) >= options.Limits.Connections)
            return "full";
        return address is not null && !services.Addresses.TryAdd(address, options.Limits.ConnectionsPerAddress) ? "address" : null;
    }

    private sealed class LoopHost(AccessLayer access, Bucket bucket) : ILoopHost
    {
        public IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin) => access.Accept(bucket, connection, origin);
    }
}
