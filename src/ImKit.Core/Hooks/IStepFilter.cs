namespace ImKit;

/// <summary>The host's word before a step. Added any number of times; the next one sees what the one before has made of the step.</summary>
/// <remarks>
/// <para>When: the request is well formed and within its rates; rights, blocks and targets are looked up after it. A retry of what is committed is asked about too, and is
/// acknowledged whatever the filter says.</para>
/// <para>Threading: any thread, any number at once; never on an event loop. Later sends to the same lane wait for an answer, so that they stay in order, and filters of
/// requests that came together run together.</para>
/// <para>Failure: an exception, an answer after the deadline, and a change that breaks a rule count as no answer. Whether the step then goes on unchanged or is refused was
/// said when the filter was added (<see cref="FilterFailure"/>).</para>
/// </remarks>
/// <typeparam name="TStep">What it is asked about.</typeparam>
public interface IStepFilter<TStep>
    where TStep : Step
{
    /// <summary>Decides.</summary>
    /// <param name="step">What is about to happen.</param>
    /// <param name="cancel">The time is over.</param>
    /// <returns>The step as it came, to let it pass; one with another body, where the record of the step says so; or an <see cref="ImError"/>, which the client gets. Codes from
    /// 1000 on are the host's own.</returns>
    ValueTask<Result<TStep>> BeforeAsync(TStep step, CancellationToken cancel);
}
