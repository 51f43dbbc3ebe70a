using System.Globalization;

namespace ImKit.Faults.Cluster;

/// <summary>One restart of a node in order.</summary>
/// <param name="Node">Which.</param>
/// <param name="Clients">How many it had when it was asked to stop.</param>
/// <param name="Drained">How long it took to end.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Peaks">The most logins in a second at each of the other nodes, until everybody was connected again.</param>
/// <param name="Refused">Logins at the others that were told to come back.</param>
internal sealed record Restart(int Node, long Clients, TimeSpan Drained, int ExitCode, IReadOnlyList<double> Peaks, long Refused)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"node {Node} with {Clients} clients ended with {ExitCode} after {Drained.TotalSeconds:F1} s; most logins a second at the others: {PeakText}; told to come back: {Refused}");

    public string PeakText => string.Join(", ", Peaks.Select(static peak => peak.ToString("F1", CultureInfo.InvariantCulture)));
}
