using System.Text.Json;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>How a session ends. Loop thread only.</summary>
internal sealed partial class Session
{
    internal override void Close(CloseReason reason, TimeSpan retryAfter = default)
    {
        if (_state >= SessionState.Closing)
            return;
        _state = SessionState.Closing;
        Extras.Ending = new SessionEnding(reason, retryAfter);
        FlushReplies();
        // What was pushed before the close goes out before its reason.
        Channel?.FlushRooms();
        LogClosing(_services.Logger, Channel?.Record.User.Value ?? "", Remote, reason.Code, reason.Text);
        var told = TryTell(reason, retryAfter);
        BeginClose();
        Detach();
        if (told)
            Connection.Close(reason);
        else
            Connection.Abort();
    }

    internal override void CloseWhenIdle(CloseReason reason, TimeSpan retryAfter)
    {
        if (_state >= SessionState.Leaving)
            return;
        if (Requests is null or { Count: 0 })
        {
            Close(reason, retryAfter);
            return;
        }

        _state = SessionState.Leaving;
        Extras.Ending = new SessionEnding(reason, retryAfter);
        Connection.PauseReading();
    }

    public void OnClosed(Exception? error)
    {
        if (_state < SessionState.Closing)
        {
            LogGone(_services.Logger, Channel?.Record.User.Value ?? "", Remote, error?.Message ?? "closed by the client");
            Detach();
        }

        _state = SessionState.Closed;
        _stash.Release();
        Requests?.Dispose();
        CountUnsent();
        if (BucketIndex >= 0)
            Bucket.Members.RemoveAt(BucketIndex);
        if (Remote is { } remote)
            _services.Addresses.Remove(remote.Address);
        var reason = _extras?.Ending?.Reason;
        _services.Metrics.ConnectionClosed(_origin.Transport, reason);
        if (Channel is { } channel)
            _services.Observers.Post(observer => observer.DisconnectedAsync(channel.Record, reason));
    }

    internal override void OnSlow(SlowConsumerPolicy policy)
    {
        LogSlow(_services.Logger, Record.User.Value, Record.Key.Value, policy);
        _services.Observers.Post(observer => observer.SlowAsync(Record, policy));
    }

    /// <summary>Leaves timer, rooms and routes: from here on nothing is offered to it.</summary>
    private void Detach()
    {
        Bucket.Wheel.Disarm(this);
        if (Channel is not { } channel)
            return;
        Bucket.LeaveAll(channel);
        _services.Channels.Remove(channel);
        _services.Work.Queue(new Unregistration(_services, channel.Record));
    }

    /// <summary>Sends operation 6.</summary>
    /// <returns>Whether the client can still be told: not if its connection is blocked.</returns>
    private bool TryTell(CloseReason reason, TimeSpan retryAfter)
    {
        if (IsBlocked)
            return false;
        var version = Math.Max((byte)1, _version);
        var block = FrameBlock.Frame(Form.Framing(), version, Operations.Disconnect, DisconnectBody(version, reason, retryAfter));
        if (Channel is null)
            return Connection.Send(block.Bytes, 0, block.Length) == block.Length;
        SendReplies(block.Bytes);
        return !IsBlocked;
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
