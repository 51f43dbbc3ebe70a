namespace ImKit.Client;

/// <summary>The root of what the client throws on account of servers and connections. Misuse throws the framework's own exceptions.</summary>
public abstract class ImKitClientException : Exception
{
    private protected ImKitClientException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>The server refused the request; nothing was done.</summary>
/// <remarks>Only <see cref="ClientErrorCode.Unavailable"/> leaves the outcome unknown.</remarks>
public sealed class RequestRefusedException : ImKitClientException
{
    /// <summary>A refusal.</summary>
    public RequestRefusedException(ClientError error)
        : base($"{(int)error.Code}: {error.Message}") => Error = error;

    /// <summary>What the server said.</summary>
    public ClientError Error { get; }
}

/// <summary>There is no connection, or it ended before the answer came: then the outcome is unknown.</summary>
public sealed class ConnectionLostException : ImKitClientException
{
    /// <summary>A lost connection.</summary>
    public ConnectionLostException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>No answer came in time; the outcome is unknown.</summary>
public sealed class RequestTimeoutException : ImKitClientException
{
    /// <summary>No answer.</summary>
    public RequestTimeoutException(string message)
        : base(message)
    {
    }
}

/// <summary>The outbox holds as many messages as it may; nothing was added.</summary>
public sealed class OutboxFullException : ImKitClientException
{
    /// <summary>A full outbox.</summary>
    public OutboxFullException(int capacity)
        : base($"The outbox holds {capacity} messages already.")
    {
    }
}
