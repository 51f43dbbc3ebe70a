using System.Diagnostics.CodeAnalysis;
using ImKit.Threading;

namespace ImKit.Hooks;

/// <summary>One filter of one kind of step, with its deadline and what its failure means. Any thread.</summary>
/// <param name="registration">The filter.</param>
/// <param name="accept">Of the step that was asked about and the one that came back, the one to go on with; throws if that breaks a rule.</param>
/// <param name="services">Shared.</param>
internal sealed class HookFilter<TStep>(FilterRegistration<TStep> registration, Func<TStep, TStep, TStep> accept, HookServices services)
    where TStep : Step
{
    [SuppressMessage("Design", "CA1031", Justification = "A filter is the host's code: what its failure means was declared.")]
    public async ValueTask<Result<TStep>> AskAsync(TStep step)
    {
        using var deadline = new CancellationTokenSource(registration.Timeout, services.Time);
        try
        {
            var asked = registration.Find(services.Services).BeforeAsync(step, deadline.Token);
            var answer = asked.IsCompleted ? await asked.ConfigureAwait(false) : await asked.AsTask().OrGiveUpAsync(deadline.Token).ConfigureAwait(false);
            if (!answer.Ok)
            {
                services.Metrics.Refused(typeof(TStep).Name, answer.Error.Code);
                return answer.Error;
            }

            // No error and no step, which is what ImError.None becomes, has nothing against it.
            return answer.Value is not { } passed || ReferenceEquals(passed, step) ? step : accept(step, passed);
        }
        catch (Exception error)
        {
            services.FilterFailed(typeof(TStep).Name, registration.Name, registration.Failure, error);
            if (registration.Failure == FilterFailure.Open)
                return step;
            return error is OperationCanceledException && deadline.IsCancellationRequested ? ImError.Unavailable : ImError.Internal;
        }
    }
}
