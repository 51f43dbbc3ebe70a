using System.Globalization;

namespace ImKit.Bench.Send;

/// <summary>Rates of several rounds by what was measured, and the table of their medians.</summary>
/// <param name="only">The letters of the rows to measure; null for all.</param>
internal sealed class SendTable(string? only = null)
{
    private readonly SortedDictionary<string, List<SendRate>> _rows = new(StringComparer.Ordinal);

    public async Task MeasureAsync(string name, Func<Task<SendRate>> measure)
    {
        if (only is null || only.Contains(name[0], StringComparison.Ordinal))
            Add(name, await measure());
    }

    public void Add(string name, SendRate rate)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {rate.PerSecond:0}/s, {rate.CpuMicroseconds:0.0} µs CPU, {rate.KilobytesWritten:0.0} KB written"));
        if (!_rows.TryGetValue(name, out var list))
            _rows[name] = list = [];
        list.Add(rate);
    }

    /// <param name="ratio">What the ratio's column is called.</param>
    /// <param name="one">The row that is 1.00.</param>
    /// <param name="compares">Whether a row has a ratio; null for all.</param>
    public void Print(string ratio, string one, Func<string, bool>? compares = null)
    {
        Console.WriteLine($"| what | messages/s, median | {ratio} | CPU µs per message | KB written per message |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var unit = _rows.TryGetValue(one, out var ones) ? Median(ones, static rate => rate.PerSecond) : 0;
        foreach (var (name, rates) in _rows)
        {
            var share = compares?.Invoke(name) == false || unit <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median(rates, static rate => rate.PerSecond) / unit:0.00}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(rates, static rate => rate.PerSecond):0} | {share} | {Median(rates, static rate => rate.CpuMicroseconds):0.0} | {Median(rates, static rate => rate.KilobytesWritten):0.0} |"));
        }
    }

    private static double Median(List<SendRate> rates, Func<SendRate, double> figure) => rates.Select(figure).Order().ElementAt(rates.Count / 2);
}
