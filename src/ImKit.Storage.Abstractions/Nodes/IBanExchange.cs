namespace ImKit.Nodes;

/// <summary>Who is locked out of an application, on whichever of its nodes they did not stop.</summary>
/// <remarks>
/// <para>Counting: refusals of a subject are added up over all nodes; when there are enough of them within the window, the subject is banned. A subject that is
/// banned is not counted. Growth: each ban lasts twice as long as the one before it, up to the longest; ten times a ban's length without another, and the
/// earlier ones are forgotten. Lengths and windows are told by the provider's one clock, and what is left of a ban is told as a span, so that the nodes' clocks
/// do not matter.</para>
/// <para>Bounds: a provider keeps at least the latest 50,000 bans of a kind. Threading: any thread. Failure: an exception means that it is unknown whether the notes
/// were counted; a node's own bans hold without this.</para>
/// </remarks>
public interface IBanExchange
{
    /// <summary>Tells what this node has refused, and learns whom any node has banned since the last time.</summary>
    /// <param name="kind">What kind of subjects: lower-case letters and digits. Kinds have nothing in common.</param>
    /// <param name="notes">0 to 256 notes, each subject once.</param>
    /// <param name="terms">When refusals of this kind become a ban, and how long that lasts.</param>
    /// <param name="after">What <see cref="BanPage.Last"/> said the last time; 0 for all bans that hold.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<BanPage> ExchangeAsync(string kind, IReadOnlyList<RefusalNote> notes, BanTerms terms, long after, CancellationToken cancel);
}

/// <summary>What one node has refused a subject since it told last.</summary>
/// <param name="Subject">Whom, within its kind: a user of a tenant, an address. It means nothing to the provider.</param>
/// <param name="Refusals">How often; 1 or more.</param>
/// <param name="Banned">Whether the node has locked the subject out for it already: then it is banned now, unless it is so already.</param>
public readonly record struct RefusalNote(string Subject, int Refusals, bool Banned);

/// <summary>When refusals become a ban, and how long bans last.</summary>
/// <param name="Refusals">How many within the window; 1 or more.</param>
/// <param name="Window">The window.</param>
/// <param name="First">How long the first ban lasts.</param>
/// <param name="Longest">How long any lasts at most.</param>
public readonly record struct BanTerms(int Refusals, TimeSpan Window, TimeSpan First, TimeSpan Longest);

/// <summary>A ban that holds.</summary>
/// <param name="Subject">Whom it locks out.</param>
/// <param name="Left">How much longer.</param>
/// <param name="Bans">The how manieth in a row it is; 1 or more.</param>
public readonly record struct SharedBan(string Subject, TimeSpan Left, int Bans);

/// <summary>Bans, the earliest first.</summary>
/// <param name="Bans">At most 1000. A subject that was banned again stands here once, with the latest.</param>
/// <param name="Last">Where to go on from; 1 or more.</param>
/// <param name="More">Whether there are more: ask again at once.</param>
public sealed record BanPage(IReadOnlyList<SharedBan> Bans, long Last, bool More);
