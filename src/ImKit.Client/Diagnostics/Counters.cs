namespace ImKit.Client.Diagnostics;

/// <summary>What the client counts, for its statistics and for the meter. Any thread.</summary>
internal sealed class Counters(Instruments instruments)
{
    private const string Status = "status";

    public Tally Logins { get; } = new(instruments.Logins);

    public Tally Applied { get; } = new(instruments.Applied);

    public Tally Known { get; } = new(instruments.Known);

    public Tally Gaps { get; } = new(instruments.Gaps);

    public Tally DroppedPushes { get; } = new(instruments.DroppedPushes);

    public Tally Resets { get; } = new(instruments.Resets);

    public Tally Pulls { get; } = new(instruments.Pulls);

    public Tally Syncs { get; } = new(instruments.Syncs);

    public Tally Acks { get; } = new(instruments.Acks);

    public Tally Stops { get; } = new(instruments.Stops);

    public Tally Retries { get; } = new(instruments.Repeats);

    public Tally Failures { get; } = new(instruments.Failures);

    // Their instrument is one, with a status.
    private Tally Acknowledged { get; } = new();

    private Tally Duplicates { get; } = new();

    private Tally Refusals { get; } = new();

    /// <summary>A connection is logged in, or has ended.</summary>
    public void Online(int change) => instruments.Connections.Add(change);

    /// <param name="cause">One of <see cref="EndCause"/>.</param>
    /// <param name="code">The close code; 0 without one.</param>
    public void Ended(string cause, int code) => instruments.Ended.Add(1, Reason(cause), Code(code));

    /// <inheritdoc cref="Ended"/>
    public void LoginFailed(string cause, int code) => instruments.FailedLogins.Add(1, Reason(cause), Code(code));

    /// <summary>Messages were put into the outbox, or taken out of it.</summary>
    public void Waiting(int change) => instruments.Outbox.Add(change);

    /// <summary>A message was acknowledged.</summary>
    /// <param name="duplicate">An earlier try had committed it.</param>
    /// <param name="waited">Since it was given to the outbox; null if an earlier life did that.</param>
    public void Acknowledge(bool duplicate, TimeSpan? waited)
    {
        Acknowledged.Add();
        if (duplicate)
            Duplicates.Add();
        instruments.Sends.Add(1, new KeyValuePair<string, object?>(Status, duplicate ? "duplicate" : "committed"));
        if (waited is { } time)
            instruments.SendDuration.Record(time.TotalSeconds);
    }

    /// <summary>A message was refused for good.</summary>
    public void Refuse()
    {
        Refusals.Add();
        instruments.Sends.Add(1, new KeyValuePair<string, object?>(Status, "refused"));
    }

    public ClientStatistics Read() => new()
    {
        Logins = Logins.Value,
        Applied = Applied.Value,
        Known = Known.Value,
        Gaps = Gaps.Value,
        DroppedPushes = DroppedPushes.Value,
        Resets = Resets.Value,
        Pulls = Pulls.Value,
        Syncs = Syncs.Value,
        Acks = Acks.Value,
        Stops = Stops.Value,
        Acknowledged = Acknowledged.Value,
        Duplicates = Duplicates.Value,
        Retries = Retries.Value,
        Refused = Refusals.Value,
        Failures = Failures.Value,
    };

    private static KeyValuePair<string, object?> Reason(string cause) => new("reason", cause);

    private static KeyValuePair<string, object?> Code(int code) => new("code", code);
}
