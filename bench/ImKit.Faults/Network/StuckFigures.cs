using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>How long messages between all other devices took.</summary>
/// <param name="Quiet">While nobody was stuck.</param>
/// <param name="Stuck">While a client was.</param>
/// <param name="Closed">How often nodes closed the client that read nothing.</param>
internal sealed record StuckFigures(Summary Quiet, Summary Stuck, int Closed);

/// <summary>Some times.</summary>
/// <param name="Count">How many.</param>
/// <param name="Median">In milliseconds.</param>
/// <param name="P99">In milliseconds.</param>
internal sealed record Summary(int Count, double Median, double P99)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:F1} ms, 99 of 100 at most {P99:F0} ms ({Count})");

    public static Summary Of(IReadOnlyCollection<TimeSpan> times)
    {
        var ordered = times.Select(static time => time.TotalMilliseconds).Order().ToList();
        return ordered.Count == 0 ? new Summary(0, 0, 0) : new Summary(ordered.Count, ordered[ordered.Count / 2], ordered[ordered.Count * 99 / 100]);
    }
}
