using System.Collections.Frozen;

namespace ImKit.Sessions;

/// <summary>Which code answers which operation. Built once at start; any thread.</summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<int, OperationRegistration> _host;
    private readonly FrozenDictionary<int, WireOperation> _own;
    private readonly OperationRegistration? _default;

    public OperationTable(IEnumerable<OperationRegistration> registrations, IEnumerable<IWireOperations> own)
    {
        var host = new Dictionary<int, OperationRegistration>();
        foreach (var registration in registrations)
        {
            if (registration.Operation == OperationRegistration.Any)
                _default = registration;
            else if (!Operations.IsHostOperation(registration.Operation))
                throw new InvalidOperationException($"Operation {registration.Operation} is the protocol's own; a host's begin at {Operations.FirstHostOperation}.");
            else if (!host.TryAdd(registration.Operation, registration))
                throw new InvalidOperationException($"Operation {registration.Operation} has two handlers.");
        }

        _host = host.ToFrozenDictionary();
        _own = own.SelectMany(static operations => operations.All).ToFrozenDictionary();
    }

    /// <summary>The host's handler, or the host's handler for anything unknown, or null.</summary>
    public OperationRegistration? FindHost(int operation) => _host.GetValueOrDefault(operation, _default!);

    /// <summary>One of ImKit's own operations, or null.</summary>
    public WireOperation? FindOwn(int operation) => _own.GetValueOrDefault(operation);
}

/// <summary>One operation of the host's.</summary>
internal sealed class OperationRegistration
{
    /// <summary>Stands for every operation without a handler of its own.</summary>
    public const int Any = -1;

    public required int Operation { get; init; }

    /// <summary>Requests of one connection that may run at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Runs on the loop; null for an asynchronous one.</summary>
    public LoopOperationHandler? OnLoop { get; init; }

    /// <summary>Runs on the thread pool, with the request's services.</summary>
    public OperationDelegate? Handler { get; init; }
}
