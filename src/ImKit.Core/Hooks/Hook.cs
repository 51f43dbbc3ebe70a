using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Hooks;

/// <summary>All filters and observers of one kind of step. Any thread.</summary>
internal sealed class Hook<TStep>
    where TStep : Step
{
    private readonly HookFilter<TStep>[] _filters;
    private readonly HookObserver<TStep>[] _observers;

    /// <param name="services">Shared.</param>
    /// <param name="accept">What filters may change: see <see cref="HookFilter{TStep}"/>; null for nothing.</param>
    public Hook(HookServices services, Func<TStep, TStep, TStep>? accept = null)
    {
        accept ??= static (asked, _) => asked;
        _filters = [.. services.Services.GetServices<FilterRegistration<TStep>>().Select(one => new HookFilter<TStep>(one, accept, services))];
        _observers = [.. services.Services.GetServices<ObserverRegistration<TStep>>().Select(one => new HookObserver<TStep>(one, services))];
    }

    /// <summary>Whether nobody wants to know: no step need be made.</summary>
    public bool IsIdle => _filters.Length == 0 && _observers.Length == 0;

    public bool HasFilters => _filters.Length > 0;

    /// <summary>Asks the filters, one after the other.</summary>
    public async ValueTask<Result<TStep>> BeforeAsync(TStep step)
    {
        foreach (var filter in _filters)
        {
            var answer = await filter.AskAsync(step).ConfigureAwait(false);
            if (!answer.Ok)
                return answer;
            step = answer.Value;
        }

        return step;
    }

    /// <summary>Tells the observers, in the order of the calls.</summary>
    public void After(TStep step, in StepOutcome outcome)
    {
        foreach (var observer in _observers)
            observer.Post(step, outcome);
    }

    /// <summary>Does something between the two.</summary>
    public async ValueTask<Result<T>> RunAsync<T>(TStep step, Func<ValueTask<Result<T>>> act)
    {
        var asked = await BeforeAsync(step).ConfigureAwait(false);
        var result = asked.Ok ? await act().ConfigureAwait(false) : asked.Error;
        After(step, new StepOutcome(result.Error, default));
        return result;
    }
}
