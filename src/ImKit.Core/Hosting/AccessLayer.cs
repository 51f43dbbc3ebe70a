using System.Net;
using ImKit.Channels;
using ImKit.Connections;
using ImKit.Diagnostics;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Transports;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Core's side of every transport: gives loops their buckets, and connections their sessions or what finds out which they need. Any thread.</summary>
internal sealed class AccessLayer(
    ImKitOptions options, SessionServices services, LocalDelivery local, ImKitMetrics metrics, TimeProvider time, ILogger<Bucket> logger)
    : ITransportHost, IOpener
{
    private readonly BucketSettings _settings = new(
        time, options.Protocol.TimerTick, options.Node.MaxPendingPushes, options.SlowConsumers.MaxPendingBytes, options.SlowConsumers.Policy)
    {
        CloseTimeout = options.Protocol.CloseTimeout,
    };

    private bool _accepting;

    public int MaxMessageBytes => options.Protocol.MaxFrameBytes;

    public int LoopCount => options.Node.Loops;

    public bool Accepting => Volatile.Read(ref _accepting);

    public void SetAccepting(bool accepting) => Volatile.Write(ref _accepting, accepting);

    public ILoopHost AttachLoop(IEventLoop loop) =>
        new LoopHost(this, local.Add(index => new Bucket(index, loop, _settings, local.Rooms, logger)));

    TimeSpan IOpener.RetryAfter => options.Drain.MaxRetryAfter;

    TimeSpan IOpener.HandshakeTimeout => options.Protocol.HandshakeTimeout;

    bool IOpener.TryEnter(IPAddress address) => services.Addresses.TryAdd(address, options.Limits.ConnectionsPerAddress);

    void IOpener.Leave(IPAddress address) => services.Addresses.Remove(address);

    void IOpener.Refused(ConnectionOrigin origin, string reason) => metrics.RefusedConnection(origin.Transport, reason);

    IConnectionHandler IOpener.OpenFrames(Bucket bucket, IConnection connection, Opened opened) => Open(bucket, connection, opened, Framing.Stream);

    IMessageHandler IOpener.OpenMessages(Bucket bucket, IConnection connection, Opened opened) => Open(bucket, connection, opened, Framing.Message);

    private IConnectionHandler? Accept(Bucket bucket, IConnection connection, ConnectionOrigin origin)
    {
        var peer = connection.Remote?.Address;
        var rules = origin.Endpoint?.Rules;
        // A proxy is not a client: whom it speaks for is counted once it has said so.
        if (Refusal(rules?.IsProxy(peer) == true ? null : peer) is { } reason)
        {
            metrics.RefusedConnection(origin.Transport, reason);
            return null;
        }

        if (rules?.IsPlain(peer) == false)
            return Opening.Begin(this, bucket, connection, origin, rules);
        if (rules is not null || origin.Framing == Framing.Stream)
            return Open(bucket, connection, new Opened(origin, null, 0), Framing.Stream);
        var socket = new WebSocketConnection(bucket, connection);
        socket.Handler = Open(bucket, socket, new Opened(origin, null, 0), Framing.Message);
        return socket;
    }

    private Session Open(Bucket bucket, IConnection connection, Opened opened, Framing framing)
    {
        metrics.Accepted(opened.Origin.Transport);
        var session = new Session(services, bucket, connection, opened.Origin, framing) { Client = opened.Client };
        session.Begin(opened.Deadline);
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
