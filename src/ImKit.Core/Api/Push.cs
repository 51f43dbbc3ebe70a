namespace ImKit;

/// <summary>What is pushed to clients: an operation of the host's and its body.</summary>
/// <param name="Operation">100 or more (or one of goim's unused 0, 1, 4, 5, 10, 11). Other than room pushes, it reaches only connections that watch it.</param>
/// <param name="Body">The body as the client gets it. Must not change until the push has returned.</param>
public readonly record struct Push(int Operation, ReadOnlyMemory<byte> Body)
{
    /// <summary>With <see cref="SlowConsumerPolicy.LatestOnly"/>: a push still waiting under the same key is replaced by this one. Null for none.</summary>
    public string? CollapseKey { get; init; }
}

/// <summary>How far a push went when the call returned: it is with the buckets of this node and the broker for others.</summary>
/// <param name="Sessions">Sessions it was addressed to, where they were looked up one by one (keys and users); otherwise 0.</param>
/// <param name="Nodes">Nodes it was given to, this one included.</param>
public readonly record struct PushReceipt(int Sessions, int Nodes);
