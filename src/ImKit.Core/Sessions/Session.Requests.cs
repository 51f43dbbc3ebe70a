using ImKit.Protocol;

namespace ImKit.Sessions;

/// <summary>Requests that are answered off the loop. Loop thread only.</summary>
internal sealed partial class Session
{
    internal SessionServices Services => _services;

    private void OnRequest(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (_services.Rates.TryTake(Record, Remote?.Address, header.Operation) is { } rule)
        {
            OnTooFast(header, rule);
            return;
        }

        if (_version > WireBody.Goim && header.Operation is >= Operations.Error and < Operations.FirstHostOperation)
        {
            if (_services.Operations.FindOwn(header.Operation) is { } own)
                Enqueue(header, body, 1, own, null);
            else
                Refuse(header.Operation, header.Sequence, ImError.UnknownOperation);
        }
        else if (_services.Operations.FindHost(header.Operation) is not { } registration)
        {
            Refuse(header.Operation, header.Sequence, ImError.UnknownOperation);
        }
        else if (registration.OnLoop is not null)
        {
            RunOnLoop(registration, header, body);
        }
        else
        {
            Enqueue(header, body, registration.Concurrency, null, registration.Handler);
        }
    }

    private void OnTooFast(FrameHeader header, RateRule rule)
    {
        _services.Metrics.TooFast(rule.Name);
        Refuse(header.Operation, header.Sequence, ImError.TooFast);
        if (_services.BannedUsers.Note((Record.Tenant, Record.User)) is not { } ban)
            return;
        LogBanned(_services.Logger, Record.User.Value, rule.Name, ban);
        Close(CloseReason.RateExceeded, ban);
    }

    private void Enqueue(FrameHeader header, ReadOnlySpan<byte> body, int concurrency, WireOperation? own, OperationDelegate? handler)
    {
        var context = new OperationContext(Record, _extras?.Claims, _version, header.Operation, header.Sequence, body.ToArray());
        var requests = Extras.Requests ??= new RequestQueue(this, _services.Work, _services.Logger);
        requests.Add(new Request(this, context, concurrency, own, handler, requests.Closed));
    }

    /// <summary>A request's turn is over; it has its answer, or still owes it.</summary>
    internal void OnRequestStarted(bool answered)
    {
        if (_state == SessionState.Closed)
            return;
        Requests!.OnStarted(answered);
        AfterRequest();
    }

    /// <summary>A request that ran on has its answer.</summary>
    internal void OnRequestAnsweredLater()
    {
        if (_state == SessionState.Closed)
            return;
        Requests!.OnAnsweredLater();
        AfterRequest();
    }

    internal void Answer(OperationContext context, OperationReply reply)
    {
        if (reply.Error.IsError)
            RefuseNow(context.Operation, context.Sequence, reply.Error);
        else if (!reply.Silent)
            ReplyNow(reply.Operation == 0 ? context.Operation : reply.Operation, context.Sequence, reply.Body.Span);
    }

    private void AfterRequest()
    {
        if (_state == SessionState.Leaving && Requests!.Count == 0)
            Close(Extras.Ending!.Reason, Extras.Ending.RetryAfter);
        else
            Continue();
    }
}
