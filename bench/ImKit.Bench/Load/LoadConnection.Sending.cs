using System.Buffers;
using System.Net.Sockets;
using ImKit.Bench.Wire;

namespace ImKit.Bench.Load;

/// <summary>What goes out. Any thread.</summary>
internal sealed partial class LoadConnection
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_frames;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_wire;

    public void SendHeartbeat() => Send(_dialect.WriteHeartbeat);

    /// <summary>Sends several requests in one write.</summary>
    public void SendEchoes(int count) => SendMany(count, static (dialect, writer, body, _) => dialect.WriteEcho(writer, body), static _ => Payload.Now, 0, 0);

    public void SendPublishes(int count, Func<int, long> stamp, long firstNumber) =>
        SendMany(count, static (dialect, writer, body, _) => dialect.WritePublish(writer, body), stamp, 0, firstNumber);

    public void SendPush(int user, long number) =>
        SendMany(1, static (dialect, writer, body, user) => dialect.WritePush(writer, user, body), static _ => Payload.Now, user, number);

    /// <summary>Tries again to send what the kernel did not take.</summary>
    public void FlushUnsent()
    {
        lock (_sending)
        {
            if (_unsentCount == 0 || State == LoadState.Dead)
                return;
            var sent = Offer(_unsent.AsSpan(0, _unsentCount));
            _unsent.AsSpan(sent, _unsentCount - sent).CopyTo(_unsent);
            _unsentCount -= sent;
            if (_unsentCount == 0)
                _traffic.Counts.CountBlocked(-1);
        }
    }

    private void SendMany(int count, WriteRequest write, Func<int, long> stamp, int user, long firstNumber)
    {
        var wire = Clear(ref s_wire);
        var frames = Clear(ref s_frames);
        Span<byte> body = stackalloc byte[_traffic.Settings.Body];
        for (var i = 0; i < count; i++)
        {
            Payload.Write(body, stamp(i), firstNumber == 0 ? 0 : firstNumber + i);
            frames.ResetWrittenCount();
            write(_dialect, frames, body, user);
            Wrap(wire, frames.WrittenSpan);
        }

        SendRaw(wire.WrittenSpan);
    }

    private void Send(Action<IBufferWriter<byte>> write)
    {
        var wire = Clear(ref s_wire);
        var frames = Clear(ref s_frames);
        write(frames);
        Wrap(wire, frames.WrittenSpan);
        SendRaw(wire.WrittenSpan);
    }

    private void Wrap(ArrayBufferWriter<byte> wire, ReadOnlySpan<byte> frames)
    {
        if (_dialect.WebSocketPath is null)
            wire.Write(frames);
        else
            WebSocketClient.WriteFrame(wire, frames, _dialect.IsText);
    }

    private void SendRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
        {
            var sent = _unsentCount == 0 ? Offer(bytes) : 0;
            var rest = bytes[sent..];
            if (rest.IsEmpty)
                return;
            if (_unsentCount == 0)
                _traffic.Counts.CountBlocked(1);
            if (_unsent.Length < _unsentCount + rest.Length)
                Array.Resize(ref _unsent, (_unsentCount + rest.Length) * 2);
            rest.CopyTo(_unsent.AsSpan(_unsentCount));
            _unsentCount += rest.Length;
        }
    }

    private int Offer(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _socket.Blocking = false;
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => sent,
                SocketError.WouldBlock => 0,
                _ => bytes.Length,
            };
        }
        catch (ObjectDisposedException)
        {
            // The receiving side has noted the end.
            return bytes.Length;
        }
    }

    private static ArrayBufferWriter<byte> Clear(ref ArrayBufferWriter<byte>? writer)
    {
        writer ??= new ArrayBufferWriter<byte>(4096);
        writer.ResetWrittenCount();
        return writer;
    }

    private delegate void WriteRequest(Dialect dialect, IBufferWriter<byte> writer, ReadOnlySpan<byte> body, int user);
}
