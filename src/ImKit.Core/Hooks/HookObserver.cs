using ImKit.Threading;

namespace ImKit.Hooks;

/// <summary>One observer of one kind of step, and what waits for it. Any thread.</summary>
internal sealed class HookObserver<TStep>
    where TStep : Step
{
    private readonly ObserverRegistration<TStep> _registration;
    private readonly HookServices _services;
    private readonly SerialQueue<(TStep Step, StepOutcome Outcome)> _queue;

    public HookObserver(ObserverRegistration<TStep> registration, HookServices services)
    {
        (_registration, _services) = (registration, services);
        _queue = new(TellAsync, (_, error) => services.ObserverFailed(typeof(TStep).Name, registration.Name, error), services.Work, registration.Capacity);
    }

    public void Post(TStep step, in StepOutcome outcome)
    {
        if (!_queue.TryPost((step, outcome)))
            _services.Dropped(typeof(TStep).Name, _registration.Name, _queue.Dropped == 1);
    }

    private async ValueTask TellAsync((TStep Step, StepOutcome Outcome) item)
    {
        using var deadline = new CancellationTokenSource(_registration.Timeout, _services.Time);
        var told = _registration.Find(_services.Services).AfterAsync(item.Step, item.Outcome, deadline.Token);
        if (told.IsCompleted)
            await told.ConfigureAwait(false);
        else
            await WaitAsync(told).OrGiveUpAsync(deadline.Token).ConfigureAwait(false);
    }

    private static async Task<bool> WaitAsync(ValueTask told)
    {
        await told.ConfigureAwait(false);
        return true;
    }
}
