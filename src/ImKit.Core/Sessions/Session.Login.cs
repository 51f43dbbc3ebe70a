using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>Login, its renewal, and the deadlines of a connection. Loop thread only.</summary>
internal sealed partial class Session
{
    private bool _renews;

    internal override void OnDeadline()
    {
        if (_state < SessionState.Open)
        {
            Close(CloseReason.HandshakeTimeout);
            return;
        }

        if (_state != SessionState.Open)
            return;
        var now = Bucket.Wheel.Now;
        // Its frames are not read because of this server's own slowness: its silence then says nothing.
        if (_awaitsRoom || (IsFull && !OwesReplies))
            _seenTick = now;
        if (now >= ExpiresTick)
            Close(CloseReason.Unauthenticated with { Text = "login expired" });
        else if (now >= HeartbeatDeadline)
            Close(CloseReason.HeartbeatLost);
        else
            ArmNextDeadline();
    }

    private long ExpiresTick => _extras?.ExpiresTick ?? long.MaxValue;

    private long HeartbeatDeadline =>
        _seenTick + Bucket.Clock.Ticks(_services.Options.Protocol.Heartbeat * _services.Options.Protocol.HeartbeatMisses);

    /// <summary>A frame only notes the tick; the timer looks at it when it fires and arms itself again.</summary>
    private void ArmNextDeadline() => Bucket.Wheel.ArmAt(this, Math.Min(HeartbeatDeadline, ExpiresTick));

    private void OnFrameBeforeLogin(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Operation != Operations.Login)
        {
            if (++_framesBeforeLogin > _services.Options.Limits.FramesBeforeLogin)
                OnViolation(CloseReason.Unauthenticated with { Text = "login first" });
            return;
        }

        if (header.Version is < WireBody.Goim or > WireBody.Json)
        {
            OnViolation(CloseReason.Protocol with { Text = "unknown version" });
            return;
        }

        _version = (byte)header.Version;
        if (Remote?.Address is { } address && _services.BannedAddresses.Left(ClientNetwork.Of(address)) is { Ticks: > 0 } left)
        {
            _services.Metrics.LoginRefused(CloseReason.Busy);
            Close(CloseReason.Busy with { Text = "too many refused logins" }, left);
            return;
        }

        if (!_services.Pace.TryTake(out var wait) || !_services.TryBeginLogin())
        {
            _services.Metrics.LoginRefused(CloseReason.Busy);
            Close(CloseReason.Busy, wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
            return;
        }

        _state = SessionState.LoggingIn;
        _services.Work.Queue(new Login(_services, this, header.Sequence, _version, body.ToArray(), renewed: null));
    }

    /// <summary>One renewal at a time: the logins under way are everybody's, and of two answers the later one has to be the one that counts.</summary>
    private void Renew(int sequence, ReadOnlySpan<byte> body)
    {
        if (_renews || !_services.TryBeginLogin())
        {
            Refuse(Operations.Login, sequence, ImError.Busy);
            return;
        }

        _renews = true;
        _services.Work.Queue(new Login(_services, this, sequence, _version, body.ToArray(), Record));
    }

    internal AuthRequest AuthRequest(byte[] token) =>
        new() { Token = token, Version = _version, Remote = Remote, Origin = _origin };

    /// <summary>The login is good and registered: from now on the client can be reached, and after that it is told so.</summary>
    internal void OnLoggedIn(Login login)
    {
        if (_state != SessionState.LoggingIn)
        {
            _services.Work.Queue(new Unregistration(_services, login.Record!));
            return;
        }

        var result = login.Result!;
        _state = SessionState.Confirming;
        KeepTerms(result);
        Admit(login.Record!, _version, result.SlowConsumer);
        Watch([.. new SortedSet<int>(result.Operations)]);
        _services.Channels.Add(this);
        foreach (var room in result.Rooms)
            Bucket.Join(this, new RoomKey(result.Tenant, room));
        _services.Work.Queue(login);
    }

    /// <summary>The route is confirmed: the client is told, and its further frames are read.</summary>
    internal void OnReachable(Login login)
    {
        if (_state != SessionState.Confirming)
            return;
        if (login.Lost is { } lost)
        {
            login.Tell(lost);
            Close(lost);
            return;
        }

        _state = SessionState.Open;
        _seenTick = Bucket.Wheel.Now;
        ArmNextDeadline();
        FeedVersion = Math.Max(FeedVersion, login.FeedVersion);
        ReplyLogin(login.Sequence);
        _services.Metrics.LoggedIn();
        login.Tell(null);
        // Headers and cookies are the login's alone.
        _origin = _origin.Plain ?? _origin;
        LogLoggedIn(_services.Logger, Record.User.Value, Record.Key.Value, _version, _origin.Transport);
        _services.Observers.Post(observer => observer.ConnectedAsync(Record));
        Continue();
    }

    internal void OnRenewed(Login login)
    {
        _renews = false;
        if (_state != SessionState.Open)
            return;
        KeepTerms(login.Result!);
        ArmNextDeadline();
        ReplyLogin(login.Sequence);
        login.Tell(null);
        FlushReplies();
    }

    internal void OnLoginRefused(Login login)
    {
        _services.Metrics.LoginRefused(login.Refusal!.Value);
        login.Tell(login.Refusal);
        Close(login.Refusal.Value, login.RetryAfter);
    }

    /// <summary>Notes a login that was refused. Any thread.</summary>
    internal void OnBadLogin()
    {
        if (Remote?.Address is { } address && _services.BannedAddresses.Note(ClientNetwork.Of(address)) is { } ban)
            LogAddressBanned(_services.Logger, address, ban);
    }

    /// <summary>Notes what the login grants beside the connection itself, for how long, and forgets what an earlier one did.</summary>
    private void KeepTerms(AuthResult result)
    {
        if (_extras is null && result.Claims is null && result.Expires is null)
            return;
        Extras.Claims = result.Claims;
        Extras.ExpiresTick = result.Expires is { } end
            ? Bucket.Clock.TickAfter(TimeSpan.FromTicks(Math.Clamp((end - _services.Time.GetUtcNow()).Ticks, 0, TimeSpan.FromDays(3650).Ticks)))
            : long.MaxValue;
    }

    private void ReplyLogin(int sequence)
    {
        if (_version == WireBody.Goim)
            Reply(Operations.LoginReply, sequence, ReadOnlySpan<byte>.Empty);
        else
            Reply(Operations.LoginReply, sequence, LoginReplies.For(_services, Record, FeedVersion));
    }
}
