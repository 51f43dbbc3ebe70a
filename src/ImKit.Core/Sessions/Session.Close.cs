using System.Text.Json;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>How a session ends. Loop thread only.</summary>
internal sealed partial class Session
{
    private CloseReason? _closeReason;
    private TimeSpan _retryAfter;

    internal override void Close(CloseReason reason, TimeSpan retryAfter = default)
    {
        if (_state >= SessionState.Closing)
            return;
        _state = SessionState.Closing;
        _closeReason = reason;
        FlushReplies();
        // What was pushed before the close goes out before its reason.
        Channel?.FlushRooms();
        LogClosing(_services.Logger, Channel?.Session.User.Value ?? "", Remote, reason.Code, reason.Text);
        var told = TryTell(reason, retryAfter);
        Channel?.BeginClose();
        Detach();
        if (told)
            _connection.Close(reason);
        else
            _connection.Abort();
    }

    internal override void CloseWhenIdle(CloseReason reason, TimeSpan retryAfter)
    {
        if (_state >= SessionState.Leaving)
            return;
        if (_requests is null or { Count: 0 })
        {
            Close(reason, retryAfter);
            return;
        }

        _state = SessionState.Leaving;
        _closeReason = reason;
        _retryAfter = retryAfter;
        _connection.PauseReading();
    }

    public void OnClosed(Exception? error)
    {
        if (_state < SessionState.Closing)
        {
            LogGone(_services.Logger, Channel?.Session.User.Value ?? "", Remote, error?.Message ?? "closed by the client");
            Detach();
        }

        _state = SessionState.Closed;
        _stash.Release();
        _requests?.Dispose();
        Channel?.OnClosed();
        if (BucketIndex >= 0)
            _bucket.Members.RemoveAt(BucketIndex);
        if (Remote is { } remote)
            _services.Addresses.Remove(remote.Address);
        _services.Metrics.ConnectionClosed(_origin.Transport, _closeReason);
        if (Channel is { } channel)
            _services.Observers.Post(observer => observer.DisconnectedAsync(channel.Session, _closeReason));
    }

    internal override void OnSlow(SlowConsumerPolicy policy)
    {
        LogSlow(_services.Logger, Record.User.Value, Record.Key.Value, policy);
        _services.Observers.Post(observer => observer.SlowAsync(Record, policy));
    }

    /// <summary>Leaves timer, rooms and routes: from here on nothing is offered to it.</summary>
    private void Detach()
    {
        _bucket.Wheel.Disarm(this);
        if (Channel is not { } channel)
            return;
        _bucket.LeaveAll(channel);
        _services.Channels.Remove(channel);
        _services.Work.Queue(new Unregistration(_services, channel.Session));
    }

    /// <summary>Sends operation 6.</summary>
    /// <returns>Whether the client can still be told: not if its connection is blocked.</returns>
    private bool TryTell(CloseReason reason, TimeSpan retryAfter)
    {
        if (Channel is { IsBlocked: true })
            return false;
        var version = Math.Max((byte)1, _version);
        var block = FrameBlock.Frame(_framing, version, Operations.Disconnect, DisconnectBody(version, reason, retryAfter));
        if (Channel is null)
            return _connection.Send(block.Bytes, 0, block.Length) == block.Length;
        Channel.Reply(block.Bytes);
        return !Channel.IsBlocked;
    }

    private static byte[] DisconnectBody(int version, CloseReason reason, TimeSpan retryAfter)
    {
        var milliseconds = (long)retryAfter.TotalMilliseconds;
        if (version == WireBody.Protobuf)
            return WireBody.Encode(new Disconnect { Code = reason.Code, Reason = reason.Text, RetryAfterMs = milliseconds }, version);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("code", reason.Code);
            json.WriteString("reason", reason.Text);
            json.WriteNumber("retry_after_ms", milliseconds);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
