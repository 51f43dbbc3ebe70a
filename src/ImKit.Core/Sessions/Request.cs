using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Sessions;

/// <summary>One request of a client: runs on the thread pool, is answered on the loop.</summary>
internal sealed class Request(
    Session session, OperationContext context, int concurrency, WireOperation? own, OperationDelegate? handler, CancellationToken closed)
    : BucketCommand, IThreadPoolWorkItem
{
    private OperationReply _reply;
    private bool _later;

    public int Operation => context.Operation;

    public int Concurrency => concurrency;

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    internal override void Run(Bucket bucket)
    {
        if (!_later)
        {
            session.Answer(context, _reply);
            session.OnRequestStarted(answered: true);
        }
        else
        {
            session.Answer(context, _reply);
            session.OnRequestAnsweredLater();
        }
    }

    private async Task RunAsync()
    {
        var outcome = await GuardAsync(own is null ? RunHandlerAsync : RunOwnAsync).ConfigureAwait(false);
        if (outcome is not null)
            _reply = outcome.Value;
        session.Bucket.Post(this);
    }

    private async ValueTask<OperationReply> RunHandlerAsync()
    {
        using var activity = ImKitActivities.Handle(context.Operation);
        var scope = session.Services.Scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            context.Services = scope.ServiceProvider;
            var next = handler!;
            for (var i = session.Services.Filters.Count - 1; i >= 0; i--)
                next = Around(session.Services.Filters[i], next);
            return await next(context, closed).ConfigureAwait(false);
        }

        static OperationDelegate Around(IOperationFilter filter, OperationDelegate inner) =>
            (request, cancel) => filter.InvokeAsync(request, inner, cancel);
    }

    private async ValueTask<OperationReply> RunOwnAsync()
    {
        // A request that is under way is finished even if the client is gone: its outcome must not depend on that.
        var outcome = await own!(context, CancellationToken.None).ConfigureAwait(false);
        if (outcome.Later is { } later)
        {
            session.Bucket.Post(new RunningOn(session));
            _later = true;
            outcome = await later.ConfigureAwait(false);
        }

        return outcome.Error.IsError ? OperationReply.Refuse(outcome.Error)
            : OperationReply.Of(outcome.Operation, outcome.Write(context.Version));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A handler's exception ends one request.")]
    private async ValueTask<OperationReply?> GuardAsync(Func<ValueTask<OperationReply>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            return OperationReply.None;
        }
        catch (Exception error)
        {
            Session.LogHandlerFailed(session.Services.Logger, context.Operation, error);
            return OperationReply.Refuse(ImError.Internal);
        }
    }

    /// <summary>Lets the next request start while this one waits for its answer.</summary>
    private sealed class RunningOn(Session session) : BucketCommand
    {
        internal override void Run(Bucket bucket) => session.OnRequestStarted(answered: false);
    }
}
