namespace ImKit.Hooks;

/// <summary>A filter that a host has added.</summary>
/// <param name="Name">As logs and metrics call it.</param>
/// <param name="Find">Brings it, at its first use: what it needs may itself need the server.</param>
/// <param name="Failure">What becomes of a step when it fails.</param>
/// <param name="Timeout">How long it may take.</param>
internal sealed record FilterRegistration<TStep>(string Name, Func<IServiceProvider, IStepFilter<TStep>> Find, FilterFailure Failure, TimeSpan Timeout)
    where TStep : Step;

/// <summary>An observer that a host has added.</summary>
/// <param name="Name">As logs and metrics call it.</param>
/// <param name="Find">Brings it, at its first use.</param>
/// <param name="Timeout">How long one call may take.</param>
/// <param name="Capacity">How many steps may wait for it.</param>
internal sealed record ObserverRegistration<TStep>(string Name, Func<IServiceProvider, IStepObserver<TStep>> Find, TimeSpan Timeout, int Capacity)
    where TStep : Step;

/// <summary>A filter that is a function of the host's.</summary>
internal sealed class DelegateFilter<TStep>(Func<TStep, CancellationToken, ValueTask<Result<TStep>>> before) : IStepFilter<TStep>
    where TStep : Step
{
    public ValueTask<Result<TStep>> BeforeAsync(TStep step, CancellationToken cancel) => before(step, cancel);
}

/// <summary>An observer that is a function of the host's.</summary>
internal sealed class DelegateObserver<TStep>(Func<TStep, StepOutcome, CancellationToken, ValueTask> after) : IStepObserver<TStep>
    where TStep : Step
{
    public ValueTask AfterAsync(TStep step, StepOutcome outcome, CancellationToken cancel) => after(step, outcome, cancel);
}
