namespace ImKit.Diagnostics;

public static partial class ImKitMetricNames
{
    /// <summary>Histogram, seconds: one append of a batch to the message store.</summary>
    public const string AppendDuration = "imkit.messaging.append.duration";

    /// <summary>Histogram, seconds: from a send's entry into its lane to its acknowledgement.</summary>
    public const string SendDuration = "imkit.messaging.send.duration";

    /// <summary>Counter: entries by what became of them; tag <c>status</c>: <c>committed</c>, <c>duplicate</c>, <c>conflict</c>,
    /// <c>conversation_not_found</c>, <c>not_member</c>, <c>may_not_speak</c>, <c>dissolved</c>, <c>target_not_found</c>, <c>version_mismatch</c>,
    /// <c>unchanged</c>, <c>unknown</c> (the store did not answer).</summary>
    public const string Appends = "imkit.messaging.appends";

    /// <summary>Counter: sends told to come back before anything was stored; tag <c>queue</c>: <c>lane</c>, <c>outbox</c> or <c>feed</c>.</summary>
    public const string Refused = "imkit.messaging.refused";

    /// <summary>Counter: requests to change a conversation that were refused by its rules or the store; tag <c>code</c>: the error's.</summary>
    public const string Denied = "imkit.messaging.denied";

    /// <summary>Counter: hints that reached nobody because there were too many or a step failed; tag <c>kind</c>: <c>receipt</c>,
    /// <c>delivered</c> or <c>signal</c>.</summary>
    public const string HintsDropped = "imkit.messaging.hints.dropped";

    /// <summary>Counter: entries removed from the beginnings of logs because they were too old.</summary>
    public const string Trimmed = "imkit.messaging.trimmed";

    /// <summary>Counter: dedup keys of trimmed entries that were forgotten.</summary>
    public const string Pruned = "imkit.messaging.pruned";

    /// <summary>Gauge: sends waiting in the append lanes.</summary>
    public const string LaneDepth = "imkit.messaging.lane.depth";

    /// <summary>Gauge: entries admitted and not yet dispatched.</summary>
    public const string OutboxDepth = "imkit.messaging.outbox.depth";

    /// <summary>Counter: feed rows written.</summary>
    public const string FeedWrites = "imkit.messaging.feed.writes";

    /// <summary>Counter: after-commit steps that failed and are tried again; tag <c>step</c>.</summary>
    public const string DispatchRetries = "imkit.messaging.dispatch.retries";

    /// <summary>Counter: writes refused because another node holds the section by now; tag <c>work</c>: <c>feed</c> or <c>dispatch</c>. They are done by
    /// its holder.</summary>
    public const string Fenced = "imkit.messaging.fenced";

    /// <summary>Counter: messages of host transactions that were sent; tag <c>status</c>: <c>committed</c>, or <c>duplicate</c>, which an earlier try had committed.</summary>
    public const string Published = "imkit.publish.sent";

    /// <summary>Histogram, seconds: from the host's call to the acknowledgement of the message, the rest of the host's transaction included.</summary>
    public const string PublishDuration = "imkit.publish.duration";

    /// <summary>Counter: messages of host transactions that were set aside because they will never be accepted; tag <c>code</c>: the error's.</summary>
    public const string PublishRefused = "imkit.publish.refused";

    /// <summary>Counter: messages of host transactions that had been set aside and were dropped because there were too many.</summary>
    public const string PublishDropped = "imkit.publish.dropped";

    /// <summary>Counter: tries that failed for the time being; tag <c>code</c>: the error's, 0 for a database that did not answer.</summary>
    public const string PublishRetries = "imkit.publish.retries";
}
