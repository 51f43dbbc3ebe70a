using ImKit.Hooks;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What the host's hooks have to do with one request. Its filters run once, and before its observers are told.</summary>
internal abstract class StepRun
{
    public abstract bool HasFilters { get; }

    /// <summary>Asks the filters.</summary>
    /// <returns>The request as they leave it, or their refusal.</returns>
    public abstract ValueTask<Result<AppendRequest>> BeforeAsync(AppendRequest request);

    /// <summary>Tells the observers.</summary>
    public abstract void After(Result<SendAck> ack);
}

/// <inheritdoc/>
internal sealed class StepRun<TStep>(Hook<TStep> hook, TStep step, Func<TStep, AppendRequest, AppendRequest>? change = null) : StepRun
    where TStep : Step
{
    private TStep _step = step;

    public override bool HasFilters => hook.HasFilters;

    public override async ValueTask<Result<AppendRequest>> BeforeAsync(AppendRequest request)
    {
        var asked = await hook.BeforeAsync(_step).ConfigureAwait(false);
        if (!asked.Ok)
            return asked.Error;
        if (ReferenceEquals(asked.Value, _step))
            return request;
        _step = asked.Value;
        return change is null ? request : change(_step, request);
    }

    public override void After(Result<SendAck> ack) => hook.After(_step, new StepOutcome(ack.Error, ack.Ok ? ack.Value : default));
}
