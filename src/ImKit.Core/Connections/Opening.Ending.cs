using ImKit.Channels;
using ImKit.Protocol.Http;
using ImKit.Protocol.Proxy;

namespace ImKit.Connections;

/// <summary>Proxies' headers, and how an opening ends that becomes no session. Loop thread only.</summary>
internal sealed partial class Opening
{
    private byte[] _answer = [];
    private int _answered;
    private bool _ended;

    private bool SpeaksHttp => _rules.Protocols == ListenProtocols.WebSocket || !_stash.IsEmpty;

    public void OnWritable(int taken)
    {
        _answered += taken;
        SendAnswer();
    }

    public void OnClosed(Exception? error)
    {
        if (!_ended)
            End("gone");
        _stash.Release();
        _bucket.Members.RemoveAt(BucketIndex);
        if (_counted is not null)
            _opener.Leave(_counted);
    }

    internal override void OnDeadline()
    {
        if (SpeaksHttp && !_awaitsProxy)
            Refuse(HttpRefusal.Timeout);
        else
            Drop("timeout", CloseReason.HandshakeTimeout);
    }

    internal override void Close(CloseReason reason, TimeSpan retryAfter = default)
    {
        if (_ended)
            return;
        if (SpeaksHttp && !_awaitsProxy)
            Refuse(HttpRefusal.Busy(retryAfter));
        else
            Drop("stopping", reason);
    }

    internal override void CloseWhenIdle(CloseReason reason, TimeSpan retryAfter) => Close(reason, retryAfter);

    internal override void JoinFromHost(RoomKey room)
    {
        // Nobody can name it before its login.
    }

    internal override void OnSlow(SlowConsumerPolicy policy)
    {
        // It gets no pushes.
    }

    /// <summary>Reads a proxy's header, if it is complete.</summary>
    /// <returns>False if the connection is dropped.</returns>
    private bool ReadProxy(ReadOnlySpan<byte> bytes, out int used)
    {
        if (!ProxyHeader.TryRead(bytes, out used, out var client))
        {
            Drop("proxy", CloseReason.Protocol);
            return false;
        }

        if (used == 0)
            return true;
        _awaitsProxy = false;
        _client = client;
        var address = (client ?? _connection.Remote)?.Address;
        if (address is not null && !_opener.TryEnter(address))
        {
            Drop("address", CloseReason.Busy);
            return false;
        }

        _counted = address;
        return true;
    }

    private void Refuse(HttpRefusal refusal)
    {
        End(refusal.Reason);
        _answer = refusal.ToBytes();
        SendAnswer();
    }

    private void SendAnswer()
    {
        if (_answered < _answer.Length)
            _answered += _connection.Send(_answer, _answered, _answer.Length - _answered);
        if (_answered == _answer.Length)
            _connection.Close(CloseReason.Kicked);
    }

    private void Drop(string why, CloseReason reason)
    {
        End(why);
        _connection.Close(reason);
    }

    private void End(string why)
    {
        _ended = true;
        _bucket.Wheel.Disarm(this);
        _opener.Refused(_origin, why);
    }
}
