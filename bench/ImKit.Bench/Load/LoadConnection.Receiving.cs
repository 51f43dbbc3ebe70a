using ImKit.Bench.Wire;

namespace ImKit.Bench.Load;

/// <summary>What comes in. Socket thread.</summary>
internal sealed partial class LoadConnection : IDialectEvents
{
    private byte[] _partial = [];
    private uint _lastNumber;

    void IDialectEvents.OnGreeted() => LogIn();

    void IDialectEvents.OnLoggedIn()
    {
        if (State != LoadState.LoggingIn)
            return;
        State = LoadState.Ready;
        _traffic.Counts.LoggedIn();
    }

    void IDialectEvents.OnDelivered(ReadOnlySpan<byte> body, long now)
    {
        _traffic.Counts.CountDelivery(toReader: !WasStuck);
        var number = Payload.ReadNumber(body);
        if (number != 0 && number <= _lastNumber)
            _traffic.Counts.CountMisplaced();
        _lastNumber = Math.Max(number, _lastNumber);
        _traffic.Counts.Record(Payload.Read(body), now);
    }

    void IDialectEvents.OnEchoed(ReadOnlySpan<byte> body, long now)
    {
        _traffic.Counts.CountEcho();
        _traffic.Counts.Record(Payload.Read(body), now);
        _echoesDue++;
    }

    void IDialectEvents.OnHeartbeat() => _traffic.Counts.CountHeartbeat();

    void IDialectEvents.OnRefused() => _traffic.Counts.CountRefusal();

    void IDialectEvents.OnBroken(string why) => Die(why);

    /// <summary>Takes what is complete.</summary>
    /// <returns>Bytes used; the others come again with more behind them.</returns>
    private int OnBytes(ReadOnlySpan<byte> bytes, long now)
    {
        if (_dialect.WebSocketPath is null)
            return _dialect.Read(bytes, this, now);
        var used = 0;
        if (State == LoadState.Upgrading)
        {
            used = WebSocketClient.ReadResponse(bytes, out var refused);
            if (refused is not null)
                Die(refused);
            if (used == 0 || State == LoadState.Dead)
                return used;
            OnUpgraded();
        }

        while (State != LoadState.Dead && WebSocketClient.TryReadFrame(bytes[used..], out var frame))
        {
            used += frame.Length;
            if (frame.Opcode == WebSocketClient.CloseOpcode)
                Die("closed by the server's close frame");
            else if (frame.Opcode < WebSocketClient.CloseOpcode)
                OnMessagePart(bytes.Slice(used - frame.PayloadLength, frame.PayloadLength), now);
        }

        return used;
    }

    private void OnUpgraded()
    {
        if (_dialect.Greeting is { } greeting)
        {
            State = LoadState.Greeting;
            SendRaw(WebSocketClient.Frame(greeting.Span, _dialect.IsText));
        }
        else
        {
            LogIn();
        }
    }

    /// <summary>A fragment may end in the middle of a frame of the dialect's.</summary>
    private void OnMessagePart(ReadOnlySpan<byte> part, long now)
    {
        if (_partial.Length > 0)
        {
            _partial = [.. _partial, .. part];
            part = _partial;
        }

        var used = _dialect.Read(part, this, now);
        _partial = used == part.Length ? [] : part[used..].ToArray();
    }
}
