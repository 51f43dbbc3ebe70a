using Google.Protobuf;
using ImKit.Protocol;

namespace ImKit.Sessions;

/// <summary>A built-in operation of version 2 and 3. Starts on the thread pool, per connection one after the other in arrival order.</summary>
/// <remarks>What has to happen in arrival order (entering an append lane) is done when the call completes; what may overlap with the next
/// request (waiting for the commit) is returned as <see cref="WireOutcome.Later"/>.</remarks>
internal delegate ValueTask<WireOutcome> WireOperation(OperationContext context, CancellationToken cancel);

/// <summary>The answer to a built-in operation, or the promise of one.</summary>
internal readonly struct WireOutcome
{
    private readonly ReadOnlyMemory<byte> _written;

    private WireOutcome(int operation, IMessage? body, ImError error, Task<WireOutcome>? later, ReadOnlyMemory<byte> written = default)
    {
        Operation = operation;
        Body = body;
        _written = written;
        Error = error;
        Later = later;
    }

    public int Operation { get; }

    public IMessage? Body { get; }

    public ImError Error { get; }

    /// <summary>If set, the answer comes later and the next request may start meanwhile.</summary>
    public Task<WireOutcome>? Later { get; }

    public static WireOutcome Reply(int operation, IMessage body) => new(operation, body, default, null);

    /// <summary>A reply whose body another node has written, in the session's own form.</summary>
    public static WireOutcome Written(int operation, ReadOnlyMemory<byte> body) => new(operation, null, default, null, body);

    /// <summary>The body of a reply as it is sent.</summary>
    public ReadOnlyMemory<byte> Write(int version) => Body is null ? _written : WireBody.Encode(Body, version);

    public static WireOutcome Refuse(ImError error) => new(0, null, error, null);

    public static WireOutcome Wait(Task<WireOutcome> later) => new(0, null, default, later);
}

/// <summary>Contributes built-in operations to the dispatcher.</summary>
internal interface IWireOperations
{
    /// <summary>Operation and what answers it.</summary>
    IEnumerable<KeyValuePair<int, WireOperation>> All { get; }

    /// <summary>The user's feed version at login, for the heartbeat reply.</summary>
    ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel);
}
