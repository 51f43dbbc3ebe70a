namespace ImKit.Sessions;

/// <summary>What a client gets for its request.</summary>
public readonly struct OperationReply
{
    private OperationReply(bool silent, int operation, ReadOnlyMemory<byte> body, ImError error)
    {
        Silent = silent;
        Operation = operation;
        Body = body;
        Error = error;
    }

    /// <summary>Whether nothing is sent.</summary>
    public bool Silent { get; }

    /// <summary>The reply's operation; 0 for the request's own.</summary>
    public int Operation { get; }

    /// <summary>The reply's body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A refusal: sent as an error frame to ImKit clients, as an empty reply to goim clients.</summary>
    public ImError Error { get; }

    /// <summary>The request's operation and seq with an empty body.</summary>
    public static OperationReply Empty => default;

    /// <summary>No reply at all.</summary>
    public static OperationReply None => new(true, 0, default, default);

    /// <summary>A reply under the request's operation.</summary>
    /// <param name="body">Must not change any more.</param>
    public static OperationReply Of(ReadOnlyMemory<byte> body) => new(false, 0, body, default);

    /// <summary>A reply under another operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="body">Must not change any more.</param>
    public static OperationReply Of(int operation, ReadOnlyMemory<byte> body) => new(false, operation, body, default);

    /// <summary>A refusal.</summary>
    public static OperationReply Refuse(ImError error) => new(false, 0, default, error);
}
