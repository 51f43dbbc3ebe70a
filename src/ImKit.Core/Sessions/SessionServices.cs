using System.Net;
using ImKit.Threading;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Hooks;
using ImKit.Nodes;
using ImKit.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>What all sessions of a node share. Any thread.</summary>
internal sealed class SessionServices(
    ImKitOptions options,
    ISessionDirectory directory,
    ISessionCloser closer,
    RoomInterest interest,
    ChannelRegistry channels,
    OperationTable operations,
    IEnumerable<IOperationFilter> filters,
    IEnumerable<IWireOperations> own,
    IEnumerable<IConnectionObserver> observers,
    StepHooks hooks,
    RequestRates rates,
    IServiceScopeFactory scopes,
    IWorkQueue work,
    NodeIdentity node,
    TraceList traces,
    ImKitMetrics metrics,
    TimeProvider time,
    ILogger<Session> logger,
    IAuthenticator? authenticator = null,
    IRoomAuthorizer? rooms = null,
    IDeliveryObserver? delivered = null)
{
    private int _logins;

    /// <summary>The host's word before and after steps.</summary>
    public StepHooks Hooks { get; } = hooks;

    /// <summary>Whether requests are within their rates.</summary>
    public RequestRates Rates { get; } = rates;

    /// <summary>Users who did not stop.</summary>
    public BanList<(TenantId, UserId)> BannedUsers { get; } =
        new(new BanTerms(options.Rates.RefusalsBeforeBan, BanList<IPAddress>.Window, options.Rates.FirstBan, options.Rates.MaxBan), time);

    /// <summary>Addresses of which many logins were refused.</summary>
    public BanList<IPAddress> BannedAddresses { get; } =
        new(new BanTerms(options.Rates.BadLoginsBeforeBan, BanList<IPAddress>.Window, options.Rates.FirstBan, options.Rates.MaxBan), time);

    public ImKitOptions Options { get; } = options;

    /// <summary>Who decides about logins; never asked for on a node without the access role, which may have none.</summary>
    public IAuthenticator Authenticator => authenticator ?? throw new InvalidOperationException("This node has no authenticator.");

    /// <summary>Who decides about rooms; null if all are open.</summary>
    public IRoomAuthorizer? RoomAuthorizer { get; } = rooms;

    public ISessionDirectory Directory { get; } = directory;

    public ISessionCloser Closer { get; } = closer;

    public RoomInterest Interest { get; } = interest;

    public ChannelRegistry Channels { get; } = channels;

    public OperationTable Operations { get; } = operations;

    public IReadOnlyList<IOperationFilter> Filters { get; } = [.. filters];

    public IReadOnlyList<IWireOperations> Own { get; } = [.. own];

    /// <summary>Who is told what devices have got; null if nobody.</summary>
    public IDeliveryObserver? Delivered { get; } = delivered;

    public ObserverQueue Observers { get; } = new([.. observers], work, logger);

    public IServiceScopeFactory Scopes { get; } = scopes;

    public IWorkQueue Work { get; } = work;

    public NodeIdentity Node { get; } = node;

    public AddressTable Addresses { get; } = new();

    public TraceList Traces { get; } = traces;

    public ImKitMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public LoginPace Pace { get; } = new(options.Limits.LoginsPerSecond, time);

    /// <summary>Begins a login, unless too many are under way.</summary>
    public bool TryBeginLogin()
    {
        if (Interlocked.Increment(ref _logins) <= Options.Limits.ConcurrentLogins)
            return true;
        EndLogin();
        return false;
    }

    public void EndLogin() => Interlocked.Decrement(ref _logins);
}
