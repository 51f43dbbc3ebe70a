namespace ImKit.Nodes;

/// <summary>What users, devices and addresses have left of what their rates allow, over all nodes of an application.</summary>
/// <remarks>
/// <para>Counting: each subject of a rule has one bucket. It is full until something is told, and fills again steadily, by the provider's one clock, up to its burst. What nodes have
/// let a subject have is taken off it, also where that is more than there was: then less than nothing is left, and what was too much comes off what would come back. Notes that are told at
/// once by several nodes are all counted.</para>
/// <para>Bounds: a bucket that is full again takes no room. A provider may forget the fullest ones beyond 50,000 of a rule. Threading: any thread. Failure: an exception means that it is
/// unknown whether the notes were counted; a node's own buckets hold without this.</para>
/// </remarks>
public interface IPermitExchange
{
    /// <summary>Tells what this node has let subjects have since it told last, and learns what is left for them.</summary>
    /// <param name="rule">The name of the rule. Rules have nothing in common.</param>
    /// <param name="notes">1 to 256 notes, each subject once.</param>
    /// <param name="terms">The bucket of each subject of this rule.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>For each note, in their order, what is left after it: at most the burst, below 0 where too much was taken.</returns>
    ValueTask<IReadOnlyList<double>> ExchangeAsync(string rule, IReadOnlyList<PermitNote> notes, PermitTerms terms, CancellationToken cancel);
}

/// <summary>What one node has let a subject have since it told last.</summary>
/// <param name="Subject">Who, within its rule: a user of a tenant, a device, an address. It means nothing to the provider.</param>
/// <param name="Taken">How many permits; 1 or more.</param>
public readonly record struct PermitNote(string Subject, int Taken);

/// <summary>A bucket of permits.</summary>
/// <param name="Permits">So many come back each <paramref name="Period"/>; 1 or more.</param>
/// <param name="Period">How often; longer than 0.</param>
/// <param name="Burst">So many it holds; 1 or more.</param>
public readonly record struct PermitTerms(int Permits, TimeSpan Period, int Burst);
