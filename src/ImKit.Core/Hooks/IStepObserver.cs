namespace ImKit;

/// <summary>Hears of steps that have been done or refused, on the node that did them. Added any number of times.</summary>
/// <remarks>
/// <para>Best effort: what comes while too many wait is dropped and counted (<c>imkit.hooks.dropped</c>), and what waits when the process ends is gone. Who must miss nothing
/// reads the log of the conversations.</para>
/// <para>Order: steps that append to a conversation, in the order of its log as this node committed them; others in the order in which they ended. A retry is told again,
/// as a duplicate; of an outcome that is unknown (<see cref="ImError.Unavailable"/>) the retry tells.</para>
/// <para>Threading: never on an event loop, one call at a time for each observer. Failure: an exception, or a call beyond the deadline, is logged and counted, nothing else.</para>
/// </remarks>
/// <typeparam name="TStep">What it hears of.</typeparam>
public interface IStepObserver<in TStep>
    where TStep : Step
{
    /// <summary>A step has ended.</summary>
    /// <param name="step">What, as the filters have left it.</param>
    /// <param name="outcome">How.</param>
    /// <param name="cancel">The time is over.</param>
    ValueTask AfterAsync(TStep step, StepOutcome outcome, CancellationToken cancel);
}

/// <summary>How a step ended.</summary>
/// <param name="Error">Why it was not done; <see cref="ImError.None"/> if it was.</param>
/// <param name="Ack">Seq, id and time in the log; the default value for a step that appends nothing, or was not done.</param>
public readonly record struct StepOutcome(ImError Error, SendAck Ack)
{
    /// <summary>Whether it was done.</summary>
    public bool Ok => !Error.IsError;
}
