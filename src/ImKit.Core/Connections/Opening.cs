using System.Net;
using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Protocol.Http;
using ImKit.Transports;

namespace ImKit.Connections;

/// <summary>A connection whose client has not yet shown what it speaks: reads what a proxy says, tells frames from HTTP, answers a request for WebSocket.
/// It holds at most one request, until its deadline. Loop thread only.</summary>
internal sealed partial class Opening : BucketMember, IConnectionHandler
{
    private readonly IOpener _opener;
    private readonly Bucket _bucket;
    private readonly IConnection _connection;
    private readonly ConnectionOrigin _origin;
    private readonly EndpointRules _rules;
    private ReceiveStash _stash;
    private IPAddress? _counted;
    private IPEndPoint? _client;
    private bool _awaitsProxy;

    private Opening(IOpener opener, Bucket bucket, IConnection connection, ConnectionOrigin origin, EndpointRules rules)
    {
        _opener = opener;
        _bucket = bucket;
        _connection = connection;
        _origin = origin;
        _rules = rules;
        var peer = connection.Remote?.Address;
        _awaitsProxy = rules.IsProxy(peer);
        _counted = _awaitsProxy ? null : peer;
    }

    /// <summary>What the transport calls.</summary>
    private OpeningConnection Entry { get; } = new();

    /// <summary>Begins to open a connection. Its address is counted already unless it is a proxy's.</summary>
    public static IConnectionHandler Begin(IOpener opener, Bucket bucket, IConnection connection, ConnectionOrigin origin, EndpointRules rules)
    {
        var opening = new Opening(opener, bucket, connection, origin, rules);
        opening.Entry.Target = opening;
        bucket.Members.Add(opening);
        bucket.Arm(opening, opener.HandshakeTimeout);
        return opening.Entry;
    }

    public void OnData(Span<byte> bytes)
    {
        if (_ended)
            return;
        _bucket.Counters.ReceivedBytes += bytes.Length;
        if (_stash.IsEmpty)
        {
            Stash(bytes[Read(bytes)..]);
            return;
        }

        _stash.Append(bytes);
        _stash.Consume(Read(_stash.Span));
    }

    /// <summary>Reads as far as it goes.</summary>
    /// <returns>Bytes used.</returns>
    private int Read(Span<byte> bytes)
    {
        var used = 0;
        if (_awaitsProxy && !ReadProxy(bytes, out used))
            return bytes.Length;
        if (_awaitsProxy || used == bytes.Length)
            return used;
        if (_rules.Protocols == ListenProtocols.Frames || (_rules.Protocols == ListenProtocols.Both && bytes[used] == 0))
        {
            OpenFrames(bytes[used..]);
            return bytes.Length;
        }

        return ReadRequest(bytes[used..], out var head) ? bytes.Length : used + head;
    }

    private void OpenFrames(Span<byte> first)
    {
        // Counted again by who gets them.
        _bucket.Counters.ReceivedBytes -= first.Length;
        var session = _opener.OpenFrames(_bucket, _connection, Open(_origin));
        Entry.Target = session;
        session.OnData(first);
    }

    /// <summary>Reads a request for WebSocket.</summary>
    /// <param name="bytes">From the request's first byte on.</param>
    /// <param name="used">Always 0: what is not complete stays.</param>
    /// <returns>Whether it is complete, for better or worse.</returns>
    private bool ReadRequest(Span<byte> bytes, out int used)
    {
        used = 0;
        if (HttpHead.Find(bytes, _rules.Upgrade, out var length) is { } bad)
        {
            Refuse(bad);
            return true;
        }

        if (length == 0)
            return false;
        var request = new UpgradeRequest(_rules.Upgrade);
        if (request.Check(bytes[..length], out var response) is { } refusal)
            Refuse(refusal);
        else if (!_opener.Accepting)
            Refuse(HttpRefusal.Busy(_opener.RetryAfter));
        else
            OpenWebSocket(bytes[..length], response, bytes[length..]);
        return true;
    }

    private void OpenWebSocket(ReadOnlySpan<byte> head, byte[] response, Span<byte> first)
    {
        var origin = new ConnectionOrigin
        {
            Transport = _origin.Transport,
            Secure = _origin.Secure,
            Endpoint = _origin.Endpoint,
            Framing = Framing.Message,
            Header = new RequestHead(head).Read,
            Plain = _origin,
        };
        var socket = new WebSocketConnection(_bucket, _connection);
        Entry.Target = socket;
        socket.Handler = _opener.OpenMessages(_bucket, socket, Open(origin));
        socket.Begin(response);
        _bucket.Counters.ReceivedBytes -= first.Length;
        if (!first.IsEmpty)
            socket.OnData(first);
    }

    /// <summary>From here on the connection is the session's, with what is left of the handshake's time.</summary>
    private Opened Open(ConnectionOrigin origin)
    {
        var deadline = Deadline;
        _ended = true;
        _bucket.Wheel.Disarm(this);
        _bucket.Members.RemoveAt(BucketIndex);
        return new Opened(origin, _client, deadline);
    }

    private void Stash(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty)
            _stash.Append(rest);
    }
}
