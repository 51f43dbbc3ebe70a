using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>One request as a handler on the loop sees it. Loop thread only; nothing of it may be kept.</summary>
public readonly ref struct LoopRequest
{
    private readonly ILoopReplies _replies;

    internal LoopRequest(ILoopReplies replies, SessionRecord session, int version, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        _replies = replies;
        Session = session;
        Version = version;
        Operation = operation;
        Sequence = sequence;
        Body = body;
    }

    /// <summary>Who asks.</summary>
    public SessionRecord Session { get; }

    /// <summary>The session's protocol version: 1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The operation.</summary>
    public int Operation { get; }

    /// <summary>The client's own number of the request.</summary>
    public int Sequence { get; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Answers under the request's seq. Any number of times; all answers to one read leave in one write.</summary>
    /// <param name="operation">The reply's operation.</param>
    /// <param name="body">Copied.</param>
    public void Reply(int operation, ReadOnlySpan<byte> body) => _replies.Reply(operation, Sequence, body);

    /// <summary>Refuses: an error frame for ImKit clients, an empty reply for goim clients.</summary>
    public void Refuse(ImError error) => _replies.Refuse(Operation, Sequence, error);
}

/// <summary>Where replies of a session are gathered. Loop thread only.</summary>
internal interface ILoopReplies
{
    void Reply(int operation, int sequence, ReadOnlySpan<byte> body);

    void Refuse(int operation, int sequence, ImError error);
}
