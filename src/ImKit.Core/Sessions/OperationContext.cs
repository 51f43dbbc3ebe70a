using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>One request of a client, as a handler sees it. Valid until the handler has returned.</summary>
public sealed class OperationContext
{
    internal OperationContext(SessionRecord session, IReadOnlyDictionary<string, string>? claims, int version, int operation, int sequence, ReadOnlyMemory<byte> body)
    {
        Session = session;
        Claims = claims ?? System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
        Version = version;
        Operation = operation;
        Sequence = sequence;
        Body = body;
    }

    /// <summary>Who asks.</summary>
    public SessionRecord Session { get; }

    /// <summary>What the authenticator said about them.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; }

    /// <summary>The session's protocol version: 1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The operation.</summary>
    public int Operation { get; }

    /// <summary>The client's own number of the request.</summary>
    public int Sequence { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The request's own services; null until the handler is resolved.</summary>
    public IServiceProvider? Services { get; internal set; }
}
