namespace ImKit.Faults.Network;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="kind">What, in the table of a report.</param>
/// <param name="place">Where: two faults at one place do not happen at once.</param>
/// <param name="detail">The particulars.</param>
internal abstract class Fault(string kind, string place, string detail = "")
{
    public string Kind => kind;

    public string Place => place;

    public abstract Task BeginAsync();

    /// <summary>Heals it. It may have healed in part already.</summary>
    public abstract Task EndAsync();

    public override string ToString() => $"{kind} ({string.Join(", ", ((string[])[place, detail]).Where(static part => part.Length > 0))})";
}
