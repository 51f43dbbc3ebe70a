using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>One login on its way: checked and registered on the thread pool, made reachable on the loop, confirmed on the pool, answered on the loop.</summary>
/// <remarks>The confirmation closes the race with a later login under the same key, or a kick, that came between registration and reachability.</remarks>
internal sealed partial class Login(
    SessionServices services, Session session, int sequence, int version, byte[] token, SessionRecord? renewed) : BucketCommand, IThreadPoolWorkItem
{
    private readonly bool _renewal = renewed is not null;
    private Step _step;

    private enum Step
    {
        Check,
        LoggedIn,
        Confirm,
        Reachable,
        Renewed,
        Refused,
    }

    public int Sequence { get; } = sequence;

    public AuthResult? Result { get; private set; }

    public SessionRecord? Record { get; private set; } = renewed;

    public CloseReason? Refusal { get; private set; }

    /// <summary>When a refused client may come back; zero for its own judgement.</summary>
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>Why the session must end although its login was good: its route is another's or gone.</summary>
    public CloseReason? Lost { get; private set; }

    public long FeedVersion { get; private set; }

    /// <summary>What the host's hooks are told; null if there are none, or the authenticator refused.</summary>
    private LoginStep? Told { get; set; }

    /// <summary>Tells the host how it ended.</summary>
    public void Tell(CloseReason? refused)
    {
        if (Told is not null)
            services.Hooks.Login.After(Told, new StepOutcome(refused is { } reason ? new ImError(reason.Code, reason.Text) : default, default));
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    internal override void Run(Bucket bucket)
    {
        switch (_step)
        {
            case Step.LoggedIn:
                _step = Step.Confirm;
                session.OnLoggedIn(this);
                break;
            case Step.Reachable:
                session.OnReachable(this);
                break;
            case Step.Renewed:
                session.OnRenewed(this);
                break;
            default:
                session.OnLoginRefused(this);
                break;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails, the client is told and the gate is left.")]
    private async Task RunAsync()
    {
        var first = _step == Step.Check;
        try
        {
            using var deadline = new CancellationTokenSource(services.Options.Protocol.HandshakeTimeout, services.Time);
            _step = first ? await CheckAsync(deadline.Token).ConfigureAwait(false) : await ConfirmAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(services.Logger, error);
            Refusal = CloseReason.Busy with { Text = "login could not be checked" };
            _step = Step.Refused;
            // It may be registered already, and no channel will ever take that back.
            if (first && !_renewal && Record is not null)
                services.Work.Queue(new Unregistration(services, Record));
        }

        if (first)
            services.EndLogin();
        session.Bucket.Post(this);
    }

    private async ValueTask<Step> CheckAsync(CancellationToken cancel)
    {
        var result = await services.Authenticator.AuthenticateAsync(session.AuthRequest(token), cancel).AsTask().OrGiveUpAsync(cancel).ConfigureAwait(false);
        Result = result;
        Refusal = result.Refused ?? Invalid(result);
        if (Refusal is not null)
        {
            session.OnBadLogin();
            return Step.Refused;
        }

        RetryAfter = services.BannedUsers.Left((result.Tenant, result.User));
        if (RetryAfter > TimeSpan.Zero && !_renewal)
        {
            Refusal = CloseReason.RateExceeded;
            return Step.Refused;
        }

        Refusal = services.Hooks.Login.IsIdle ? null : await FilterAsync(result, cancel).ConfigureAwait(false);
        if (Refusal is not null)
            return Step.Refused;
        if (_renewal)
            return Step.Renewed;
        if (!services.Node.HoldsLease)
        {
            // Others count this node as dead: the route would be seen by nobody.
            Refusal = CloseReason.Busy with { Text = "the node is cut off from the others" };
            RetryAfter = TimeSpan.FromSeconds(1);
            return Step.Refused;
        }

        Record = new SessionRecord
        {
            Tenant = result.Tenant,
            User = result.User,
            Key = result.Key.Value.Length == 0 ? NodeIdentity.NewKey() : result.Key,
            Node = services.Node.Id,
            BootId = services.Node.BootId,
            SessionId = services.Node.NextSessionId(),
            Device = result.Device,
            DeviceClass = result.DeviceClass,
        };
        var registration = await services.Directory.RegisterAsync(Record, services.Options.Devices.LimitsOf(result.DeviceClass), cancel).ConfigureAwait(false);
        // All of them, whatever fails: the directory has forgotten each already.
        await Task.WhenAll(registration.Replaced.Select(replaced => services.Closer.CloseAsync(replaced, CloseReason.Replaced, cancel).AsTask())).ConfigureAwait(false);
        if (registration.Accepted)
            return Step.LoggedIn;
        Refusal = CloseReason.DeviceRefused;
        return Step.Refused;
    }

    private async ValueTask<CloseReason?> FilterAsync(AuthResult result, CancellationToken cancel)
    {
        var asked = session.AuthRequest(token);
        Told = new LoginStep
        {
            Tenant = result.Tenant, User = result.User, Renewal = _renewal, Device = result.Device, DeviceClass = result.DeviceClass, Version = version,
            Remote = asked.Remote, Origin = asked.Origin, Claims = result.Claims,
        };
        var error = (await services.Hooks.Login.BeforeAsync(Told).AsTask().OrGiveUpAsync(cancel).ConfigureAwait(false)).Error;
        if (!error.IsError)
            return null;
        if (error.Code is >= 4000 and <= 4999)
            return new CloseReason(error.Code, error.Message);
        return (error.Temporary ? CloseReason.Busy : CloseReason.Banned) with { Text = error.Message };
    }

    private async ValueTask<Step> ConfirmAsync(CancellationToken cancel)
    {
        foreach (var room in Result!.Rooms)
            await services.Interest.WhenAnnounced(new RoomKey(Record!.Tenant, room)).WaitAsync(cancel).ConfigureAwait(false);
        if (version > Protocol.WireBody.Goim)
        {
            foreach (var own in services.Own)
                FeedVersion = Math.Max(FeedVersion, await own.GetFeedVersionAsync(Record!.Tenant, Record.User, cancel).ConfigureAwait(false));
        }

        var holder = await services.Directory.FindByKeyAsync(Record!.Tenant, Record.Key, cancel).ConfigureAwait(false);
        if (holder is null)
            Lost = CloseReason.Kicked;
        else if (!holder.IsSameSession(Record))
            Lost = CloseReason.Replaced;
        return Step.Reachable;
    }

    private CloseReason? Invalid(AuthResult result)
    {
        if (result.User.Value.Length == 0 || (_renewal && (Record!.User != result.User || Record.Tenant != result.Tenant)))
            return CloseReason.Unauthenticated;
        var limits = services.Options.Limits;
        if (result.Rooms.Count > limits.Rooms || result.Operations.Count > limits.WatchedOperations || result.DeviceClass.Length > 32)
            return CloseReason.Unauthenticated with { Text = "login exceeds a limit" };
        foreach (var room in result.Rooms)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(room.Value) > limits.RoomIdBytes)
                return CloseReason.Unauthenticated with { Text = "login exceeds a limit" };
        }

        return null;
    }

    [LoggerMessage(2010, LogLevel.Error, "A login could not be checked.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
