using System.Globalization;
using ImKit.Testing.Histories;

namespace ImKit.Faults.Network;

/// <summary>What one run has seen.</summary>
internal sealed record NetworkReport(
    int Seed, TimeSpan Time, IReadOnlyList<RoundResult> Rounds, StuckFigures Stuck, string? Settled, int FailedStarts,
    IReadOnlyList<Device> Devices, IReadOnlyList<History> Histories, IReadOnlyList<Finding> Findings, string ServerErrors)
{
    public IEnumerable<string> Problems => Rounds.Where(static round => round.Problem is not null).Select(static round => round.ToString()).Concat(Settled is null ? [] : [Settled]);

    public bool IsGood => Findings.Count == 0 && !Problems.Any();

    public int Faults => Rounds.Sum(static round => round.Round.Parts.Count);

    public long Count(HistoryEventKind kind) => CrowdFigures.Count(Histories, kind);

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Faults} faults in {Rounds.Count} rounds, {Count(HistoryEventKind.Send)} sent, {Count(HistoryEventKind.Ack)} acknowledged, {Count(HistoryEventKind.Apply)} applied, well again after at most {Slowest.TotalSeconds:F1} s, {Problems.Count()} problems, {Findings.Count} findings, seed {Seed}; messages took {Stuck.Quiet}, and with a client stuck {Stuck.Stuck}; closed {Stuck.Closed} times");

    public TimeSpan Slowest => Rounds.Select(static round => round.Recovery).DefaultIfEmpty().Max();
}
