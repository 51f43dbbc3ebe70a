namespace ImKit.Sessions;

/// <summary>Answers an upstream operation of the host's. Resolved from a scope of its own per request.</summary>
/// <remarks>Threading: on the thread pool; per connection one request at a time in arrival order, unless the operation was declared concurrent.
/// Failure: an exception ends this request with <see cref="ImError.Internal"/> (goim clients: an empty reply), is logged and counted.</remarks>
public interface IOperationHandler
{
    /// <summary>Handles one request.</summary>
    ValueTask<OperationReply> HandleAsync(OperationContext context, CancellationToken cancel);
}

/// <summary>Runs around every handler, in the order of registration: checks, measures, refuses, changes the reply.</summary>
/// <remarks>Threading as <see cref="IOperationHandler"/>. Not called for handlers on the loop and built-in operations.</remarks>
public interface IOperationFilter
{
    /// <summary>Calls <paramref name="next"/> or answers itself.</summary>
    ValueTask<OperationReply> InvokeAsync(OperationContext context, OperationDelegate next, CancellationToken cancel);
}

/// <summary>The rest of the way to a handler.</summary>
public delegate ValueTask<OperationReply> OperationDelegate(OperationContext context, CancellationToken cancel);

/// <summary>A synchronous handler on the event loop: it must not block and must not keep the request.</summary>
public delegate void LoopOperationHandler(in LoopRequest request);
