using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>How a round went.</summary>
/// <param name="Round">What happened.</param>
/// <param name="Recovery">How long it took until everything worked, from the end of its last fault.</param>
/// <param name="Problem">What did not; null if all did.</param>
internal sealed record RoundResult(Round Round, TimeSpan Recovery, string? Problem)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Round}: {(Problem is null ? $"well again after {Recovery.TotalSeconds:F1} s" : $"NOT WELL: {Problem}")}");
}
