using Google.Protobuf;
using ImKit.Client.Diagnostics;
using ImKit.Client.Wires;
using ImKit.Protocol;

namespace ImKit.Client.Connections;

/// <content>Requests and their answers.</content>
internal sealed partial class Link
{
    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="RequestRefusedException">The server said no.</exception>
    /// <exception cref="RequestTimeoutException">It said nothing in time.</exception>
    /// <exception cref="ConnectionLostException">The connection ended before.</exception>
    public async ValueTask<T> AskAsync<T>(int operation, IMessage request, MessageParser<T> parser, CancellationToken cancel)
        where T : IMessage<T> =>
        Bodies.Read((await AskAsync(operation, request.ToByteArray(), cancel).ConfigureAwait(false)).Body, parser);

    /// <summary>As the other, with bodies as they are.</summary>
    public async ValueTask<Frame> AskAsync(int operation, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (Reply.Limits is { MaxFrameBytes: > 0 and var most } && body.Length > most - FrameHeader.Size)
            throw new RequestRefusedException(new ClientError(ClientErrorCode.LimitExceeded, $"a frame has at most {most} bytes", false, null));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _life.Token);
        try
        {
            await _gate!.EnterAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectionLostException("The connection ended before the request was sent.");
        }

        try
        {
            return await ExchangeAsync(operation, body, _options.RequestTimeout, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Sends what is not answered.</summary>
    /// <exception cref="ConnectionLostException">The connection has ended.</exception>
    public async ValueTask TellAsync(int operation, IMessage message, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _life.Token);
        try
        {
            await _gate!.EnterAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectionLostException("The connection ended before the frame was sent.");
        }

        try
        {
            // A number of its own: a refusal must not be taken for another's answer.
            var (sequence, _) = _pending.Add();
            _pending.Remove(sequence);
            await WriteAsync(Frame.Encode(Version, operation, sequence, message.ToByteArray()), cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async ValueTask<Frame> ExchangeAsync(int operation, ReadOnlyMemory<byte> body, TimeSpan deadline, CancellationToken cancel)
    {
        var (sequence, pending) = _pending.Add();
        try
        {
            await WriteAsync(Frame.Encode(Version, operation, sequence, body.Span), cancel).ConfigureAwait(false);
            var answer = await pending.WaitAsync(deadline, _options.Time, cancel).ConfigureAwait(false);
            return answer.Operation == Operations.Error ? throw Refused(answer) : answer;
        }
        catch (TimeoutException)
        {
            throw new RequestTimeoutException($"Operation {operation} was not answered within {deadline.TotalSeconds} s.");
        }
        finally
        {
            _pending.Remove(sequence);
        }
    }

    /// <summary>Writes whole frames one after the other. A write that has begun ends with the link only: half a frame would spoil the rest.</summary>
    private async ValueTask WriteAsync(byte[] frame, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _life.Token);
        try
        {
            await _writing.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                await _wire.SendAsync(frame, _life.Token).ConfigureAwait(false);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Cut(e is OperationCanceledException ? "closed" : e.Message, EndCause.Of(e));
            throw new ConnectionLostException("The connection ended while the request was sent.", e);
        }
    }

    private static RequestRefusedException Refused(Frame answer) => new(ClientError.From(Bodies.Read(answer.Body, Wire.Error.Parser)));

    private async ValueTask<Wire.LoginReply> LoginAsync(ClientToken token, CancellationToken cancel) =>
        Bodies.Read((await ExchangeAsync(Operations.Login, token.Bytes, _options.ConnectTimeout, cancel).ConfigureAwait(false)).Body, Wire.LoginReply.Parser);
}
