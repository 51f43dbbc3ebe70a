using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>Login, its renewal, and the deadlines of a connection. Loop thread only.</summary>
internal sealed partial class Session
{
    private long _expiresTick = long.MaxValue;
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
        var now = _bucket.Wheel.Now;
        // Its frames are not read because of this server's own slowness: its silence then says nothing.
        if (_awaitsRoom || (IsFull && !Channel!.OwesReplies))
            _seenTick = now;
        if (now >= _expiresTick)
            Close(CloseReason.Unauthenticated with { Text = "login expired" });
        else if (now >= HeartbeatDeadline)
            Close(CloseReason.HeartbeatLost);
        else
            ArmNextDeadline();
    }

    private long HeartbeatDeadline =>
        _seenTick + _bucket.Clock.Ticks(_services.Options.Protocol.Heartbeat * _services.Options.Protocol.HeartbeatMisses);

    /// <summary>A frame only notes the tick; the timer looks at it when it fires and arms itself again.</summary>
    private void ArmNextDeadline() => _bucket.Wheel.ArmAt(this, Math.Min(HeartbeatDeadline, _expiresTick));

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
        if (!_services.TryBeginLogin())
        {
            Close(CloseReason.Busy, TimeSpan.FromSeconds(1));
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

    internal Bucket Bucket => _bucket;

    /// <summary>The login is good and registered: from now on the client can be reached, and after that it is told so.</summary>
    internal void OnLoggedIn(Login login)
    {
        if (_state != SessionState.LoggingIn)
        {
            _services.Work.Queue(new Unregistration(_services, login.Record!));
            return;
        }

        var result = login.Result!;
        _claims = result.Claims;
        _state = SessionState.Confirming;
        SetExpiry(result.Expires);
        var channel = new ClientChannel(_bucket, this, _connection, login.Record!, WireForms.Of(_version, _framing)) { Policy = result.SlowConsumer };
        Channel = channel;
        channel.Watch([.. new SortedSet<int>(result.Operations)]);
        _services.Channels.Add(channel);
        foreach (var room in result.Rooms)
            _bucket.Join(channel, new RoomKey(result.Tenant, room));
        _services.Work.Queue(login);
    }

    /// <summary>The route is confirmed: the client is told, and its further frames are read.</summary>
    internal void OnReachable(Login login)
    {
        if (_state != SessionState.Confirming)
            return;
        if (login.Lost is { } lost)
        {
            Close(lost);
            return;
        }

        _state = SessionState.Open;
        _seenTick = _bucket.Wheel.Now;
        ArmNextDeadline();
        Channel!.FeedVersion = Math.Max(Channel.FeedVersion, login.FeedVersion);
        ReplyLogin(login.Sequence);
        _services.Metrics.LoggedIn();
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
        _claims = login.Result!.Claims;
        SetExpiry(login.Result.Expires);
        ArmNextDeadline();
        ReplyLogin(login.Sequence);
        FlushReplies();
    }

    internal void OnLoginRefused(Login login)
    {
        _services.Metrics.LoginRefused(login.Refusal!.Value);
        Close(login.Refusal.Value);
    }

    private void SetExpiry(DateTimeOffset? expires) => _expiresTick = expires is { } end
        ? _bucket.Clock.TickAfter(TimeSpan.FromTicks(Math.Clamp((end - _services.Time.GetUtcNow()).Ticks, 0, TimeSpan.FromDays(3650).Ticks)))
        : long.MaxValue;

    private void ReplyLogin(int sequence)
    {
        if (_version == WireBody.Goim)
            Reply(Operations.LoginReply, sequence, ReadOnlySpan<byte>.Empty);
        else
            Reply(Operations.LoginReply, sequence, LoginReplies.For(_services, Record, Channel!.FeedVersion));
    }
}
