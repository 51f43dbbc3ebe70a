using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Forwarding;

/// <summary>Which nodes answer what clients ask, as this node knows: it asks the registry every fifth of a lease, and when it is woken. Any thread.</summary>
internal sealed partial class BusinessNodes(
    ImKitOptions options, INodeRegistry registry, IWorkQueue work, TimeProvider time, ILogger<BusinessNodes> logger) : SerialWorker(work), IDisposable
{
    /// <summary>At least between two looks.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly HashSet<(NodeId Node, long Boot)> _leaving = [];
    private volatile NodeInfo[] _live = [];
    private volatile NodeInfo[] _taking = [];
    private ITimer? _timer;
    private long _lastLook;
    private bool _woken;
    private bool _stopped;

    /// <summary>Told when a start of a node has ended.</summary>
    public Action<NodeId, long>? Gone { get; set; }

    public void Start()
    {
        _timer = time.CreateTimer(static nodes => ((BusinessNodes)nodes!).Wake(), this, options.Node.Lease / 5, options.Node.Lease / 5);
        Wake();
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopped, true);
        _timer?.Dispose();
    }

    /// <summary>Asks the registry soon, but not more than a few times a second.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            // A node that answers for itself never starts this.
            if (_stopped || _woken || _timer is null)
                return;
            _woken = true;
        }

        Schedule();
    }

    /// <summary>The node that answers for a user; null if none is known that does.</summary>
    public NodeInfo? Find(UserId user)
    {
        var found = NodeChoice.First(_taking, user.Value);
        if (found is null)
            Wake();
        return found;
    }

    /// <summary>Whether a start of a node still takes requests.</summary>
    public bool Takes(NodeInfo node) => Array.Exists(_taking, taking => taking.Id == node.Id && taking.BootId == node.BootId);

    private bool Lives(NodeId node, long boot) => Array.Exists(_live, live => live.Id == node && live.BootId == boot);

    /// <summary>A node has said that it takes nothing more.</summary>
    public void Leaves(NodeId node, long boot)
    {
        lock (_gate)
        {
            _leaving.Add((node, boot));
            _taking = Taking();
        }

        Wake();
    }

    protected override bool HasWork
    {
        get
        {
            lock (_gate)
                return _woken;
        }
    }

    protected override void OnFault(Exception fault) => LogUnknown(fault);

    [SuppressMessage("Design", "CA1031", Justification = "What the registry said last serves until it answers again.")]
    protected override async ValueTask RunBatchAsync()
    {
        if (_lastLook != 0 && time.GetElapsedTime(_lastLook) is var since && since < Pause)
            await Task.Delay(Pause - since, time, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
            _woken = false;
        _lastLook = time.GetTimestamp();
        try
        {
            using var deadline = new CancellationTokenSource(options.Node.Lease / 3, time);
            var listed = await registry.ListAsync(deadline.Token).AsTask().OrGiveUpAsync(deadline.Token).ConfigureAwait(false);
            Note([.. listed.Where(static node => node.Roles.HasFlag(NodeRoles.Business)).Select(static node => node with { Capacity = 0 })]);
        }
        catch (Exception error)
        {
            LogUnknown(error);
        }
    }

    private NodeInfo[] Taking() => Array.FindAll(_live, node => node.Weight > 0 && !_leaving.Contains((node.Id, node.BootId)));

    private void Note(NodeInfo[] live)
    {
        var before = _live;
        lock (_gate)
        {
            _live = live;
            _leaving.RemoveWhere(leaving => !Lives(leaving.Node, leaving.Boot));
            _taking = Taking();
        }

        if (live.Length == 0 != (before.Length == 0))
            LogThere(live.Length);
        foreach (var node in before)
        {
            if (!Lives(node.Id, node.BootId))
                Gone?.Invoke(node.Id, node.BootId);
        }
    }

    [LoggerMessage(3040, LogLevel.Information, "{Count} nodes answer what clients ask about conversations")]
    private partial void LogThere(int count);

    [LoggerMessage(3041, LogLevel.Warning, "The registry of nodes did not answer; requests go to the nodes known last")]
    private partial void LogUnknown(Exception error);
}
