using System.Net;
using ImKit.Channels;
using ImKit.Connections;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Transports;

namespace ImKit.Sessions;

/// <summary>One connection from its first frame to its end: cuts frames, sees to the login, keeps the deadlines, hands requests on. Loop thread only.</summary>
internal sealed partial class Session(SessionServices services, Bucket bucket, IConnection connection, ConnectionOrigin origin, Framing framing)
    : ClientChannel(bucket, connection, framing), IConnectionHandler, IMessageHandler, ILoopReplies
{
    private readonly SessionServices _services = services;
    private ConnectionOrigin _origin = origin;
    private ReceiveStash _stash;
    private FrameRate _rate;
    private SessionExtras? _extras;
    private long _seenTick;
    private SessionState _state;
    private byte _version;
    private byte _framesBeforeLogin;

    /// <summary>The client's address where the connection below names another one's, a proxy's; null where it does not.</summary>
    public IPEndPoint? Client
    {
        init => _extras = value is null ? null : new SessionExtras { Client = value };
    }

    /// <summary>A message may hold several frames, but before the login nobody needs more than a login.</summary>
    public int MaxMessageBytes => MaxFrameBytes;

    private IPEndPoint? Remote => _extras?.Client ?? Connection.Remote;

    private bool IsReading => _state is SessionState.AwaitingLogin or SessionState.Open && !_awaitsRoom && !_owesRoom;

    private RequestQueue? Requests => _extras?.Requests;

    private SessionExtras Extras => _extras ??= new SessionExtras();

    private bool IsFull => Requests is { } requests && requests.Count >= _services.Options.Limits.RequestsInFlight;

    private int MaxFrameBytes => _state == SessionState.AwaitingLogin
        ? Math.Min(_services.Options.Protocol.MaxLoginFrameBytes, _services.Options.Protocol.MaxFrameBytes)
        : _services.Options.Protocol.MaxFrameBytes;

    /// <summary>Starts the handshake's clock, or takes it over.</summary>
    /// <param name="deadline">When the handshake has to be done, in ticks of the wheel; 0 for the full time from now.</param>
    public void Begin(long deadline = 0)
    {
        Bucket.Members.Add(this);
        if (deadline > 0)
            Bucket.Wheel.ArmAt(this, deadline);
        else
            Bucket.Arm(this, _services.Options.Protocol.HandshakeTimeout);
    }

    public void OnData(Span<byte> bytes)
    {
        Bucket.Counters.ReceivedBytes += bytes.Length;
        Read(bytes);
        FlushReplies();
    }

    public void OnMessage(Span<byte> message, bool text)
    {
        // A length field may promise more than the message holds: nothing is read beyond what has come.
        if (_state < SessionState.Leaving && !IsWholeFrames(message))
            OnViolation(CloseReason.Protocol with { Text = "message is not whole frames" });
        else
            Read(message);
    }

    /// <summary>A ping costs as much as a frame, so it counts like one; it is no sign of life.</summary>
    public void OnControl()
    {
        if (_state < SessionState.Leaving && !TakesFrame())
            OnViolation(CloseReason.RateExceeded);
    }

    public void OnReadDone() => FlushReplies();

    public void OnViolation(CloseReason reason)
    {
        _services.Metrics.Violation(reason.Text);
        LogViolation(_services.Logger, Remote, reason.Text);
        Close(reason);
    }

    public void OnWritable(int taken)
    {
        SendOn(taken);
        if (_state >= SessionState.Closing)
            return;
        // Its heartbeats are not read while answers wait for it to read: that it reads is as good a sign.
        if ((IsFull || _owesRoom) && taken > 0)
            _seenTick = Bucket.Wheel.Now;
        OnAnswerTaken();
        Requests?.OnTaken();
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (_state >= SessionState.Leaving)
            return;
        if (_stash.IsEmpty)
        {
            var used = Process(bytes);
            if (_state < SessionState.Leaving && used < bytes.Length)
                Stash(bytes[used..]);
        }
        else
        {
            Stash(bytes);
            _stash.Consume(Process(_stash.Span));
        }
    }

    /// <summary>Handles whole frames.</summary>
    /// <returns>Bytes used.</returns>
    private int Process(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (IsReading && !IsFull && bytes.Length - at >= FrameHeader.Size)
        {
            if (FrameHeader.Read(bytes[at..], MaxFrameBytes, out var header) is { } wrong)
            {
                OnViolation(CloseReason.Protocol with { Text = wrong });
                return bytes.Length;
            }

            if (bytes.Length - at < header.Length)
                break;
            at += header.Length;
            OnFrame(header, bytes.Slice(at - header.BodyLength, header.BodyLength));
        }

        if (_state is SessionState.LoggingIn or SessionState.Confirming || (_state == SessionState.Open && (IsFull || _awaitsRoom || _owesRoom)))
            Connection.PauseReading();
        return at;
    }

    /// <summary>Takes up what waited while a login or too many requests were under way, and reads on.</summary>
    private void Continue()
    {
        if (!IsReading)
            return;
        if (!_stash.IsEmpty)
            _stash.Consume(Process(_stash.Span));
        FlushReplies();
        if (IsReading && !IsFull)
            Connection.ResumeReading();
    }

    private void Stash(ReadOnlySpan<byte> bytes)
    {
        // While reading is paused only what the transport had read already still comes; a transport that goes on has to be cut off.
        if (_stash.Count + bytes.Length > _services.Options.Protocol.MaxFrameBytes + (1 << 20))
            OnViolation(CloseReason.Busy);
        else
            _stash.Append(bytes);
    }

    /// <summary>One or more: an empty message would cost work that no limit of frames sees.</summary>
    private bool IsWholeFrames(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
            return false;
        while (!message.IsEmpty)
        {
            if (message.Length < FrameHeader.Size
                || FrameHeader.Read(message, _services.Options.Protocol.MaxFrameBytes, out var header) is not null
                || header.Length > message.Length)
            {
                return false;
            }

            message = message[header.Length..];
        }

        return true;
    }

    private bool TakesFrame() => _rate.TryTake(_services.Options.Limits.FramesPerSecond, Bucket.Wheel.Now, Bucket.Clock.PerSecond);

    private void OnFrame(FrameHeader header, ReadOnlySpan<byte> body)
    {
        Bucket.Counters.ReceivedFrames++;
        _seenTick = Bucket.Wheel.Now;
        if (_state == SessionState.AwaitingLogin)
        {
            OnFrameBeforeLogin(header, body);
            return;
        }

        Trace("received", header.Operation, header.Sequence, body);
        if (header.Version != _version)
            OnViolation(CloseReason.Protocol with { Text = "frame of another version than the login" });
        else if (!TakesFrame())
            OnViolation(CloseReason.RateExceeded);
        else
            OnOperation(header, body);
    }
}
