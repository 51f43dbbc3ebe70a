using System.Diagnostics.CodeAnalysis;
using ImKit.Hooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit;

/// <summary>Adds the host's hooks before and after steps.</summary>
public static class HooksBuilderExtensions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds a filter before a kind of step. Filters of a kind run in the order in which they were added.</summary>
    /// <typeparam name="TStep">The kind: a sealed record, for example <see cref="SendStep"/>.</typeparam>
    /// <typeparam name="TFilter">The host's own class; a singleton, made at its first use.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="whenItFails">What becomes of a step when the filter throws or is too slow.</param>
    /// <param name="timeout">How long it may take, 1 ms to 1 min; null for 2 s.</param>
    public static IImKitBuilder AddBefore<TStep, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>(
        this IImKitBuilder builder, FilterFailure whenItFails, TimeSpan? timeout = null)
        where TStep : Step
        where TFilter : class, IStepFilter<TStep>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TFilter>();
        return Add<TStep>(builder, typeof(TFilter).Name, static services => services.GetRequiredService<TFilter>(), whenItFails, timeout);
    }

    /// <summary>Adds a function as a filter before a kind of step.</summary>
    /// <typeparam name="TStep">The kind.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="whenItFails">What becomes of a step when the filter throws or is too slow.</param>
    /// <param name="before">The filter (<see cref="IStepFilter{TStep}.BeforeAsync"/>).</param>
    /// <param name="timeout">How long it may take, 1 ms to 1 min; null for 2 s.</param>
    public static IImKitBuilder AddBefore<TStep>(
        this IImKitBuilder builder, FilterFailure whenItFails, Func<TStep, CancellationToken, ValueTask<Result<TStep>>> before, TimeSpan? timeout = null)
        where TStep : Step
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(before);
        var filter = new DelegateFilter<TStep>(before);
        return Add<TStep>(builder, "function", _ => filter, whenItFails, timeout);
    }

    /// <summary>Adds an observer after a kind of step.</summary>
    /// <typeparam name="TStep">The kind: a sealed record, for example <see cref="SendStep"/>.</typeparam>
    /// <typeparam name="TObserver">The host's own class; a singleton, made at its first use.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="timeout">How long one call may take, 1 ms to 1 min; null for 2 s.</param>
    /// <param name="capacity">How many steps may wait for it, 1 to 1,000,000; they hold their bodies in memory.</param>
    public static IImKitBuilder AddAfter<TStep, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(
        this IImKitBuilder builder, TimeSpan? timeout = null, int capacity = 4096)
        where TStep : Step
        where TObserver : class, IStepObserver<TStep>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TObserver>();
        return Add<TStep>(builder, typeof(TObserver).Name, static services => services.GetRequiredService<TObserver>(), timeout, capacity);
    }

    /// <summary>Adds a function as an observer after a kind of step.</summary>
    /// <typeparam name="TStep">The kind.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="after">The observer (<see cref="IStepObserver{TStep}.AfterAsync"/>).</param>
    /// <param name="timeout">How long one call may take, 1 ms to 1 min; null for 2 s.</param>
    /// <param name="capacity">How many steps may wait for it, 1 to 1,000,000; they hold their bodies in memory.</param>
    public static IImKitBuilder AddAfter<TStep>(
        this IImKitBuilder builder, Func<TStep, StepOutcome, CancellationToken, ValueTask> after, TimeSpan? timeout = null, int capacity = 4096)
        where TStep : Step
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(after);
        var observer = new DelegateObserver<TStep>(after);
        return Add<TStep>(builder, "function", _ => observer, timeout, capacity);
    }

    private static IImKitBuilder Add<TStep>(
        IImKitBuilder builder, string name, Func<IServiceProvider, IStepFilter<TStep>> find, FilterFailure failure, TimeSpan? timeout)
        where TStep : Step
    {
        if (!Enum.IsDefined(failure))
            throw new ArgumentOutOfRangeException(nameof(failure), failure, "Closed or open.");
        builder.Services.AddSingleton(new FilterRegistration<TStep>(name, find, failure, Checked<TStep>(timeout)));
        return builder;
    }

    private static IImKitBuilder Add<TStep>(
        IImKitBuilder builder, string name, Func<IServiceProvider, IStepObserver<TStep>> find, TimeSpan? timeout, int capacity)
        where TStep : Step
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1_000_000);
        builder.Services.AddSingleton(new ObserverRegistration<TStep>(name, find, Checked<TStep>(timeout), capacity));
        return builder;
    }

    private static TimeSpan Checked<TStep>(TimeSpan? timeout)
    {
        if (typeof(TStep).IsAbstract)
            throw new ArgumentException("A hook is for one kind of step, named by its record.");
        var time = timeout ?? DefaultTimeout;
        return time >= TimeSpan.FromMilliseconds(1) && time <= TimeSpan.FromMinutes(1)
            ? time
            : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "1 ms to 1 min.");
    }
}
