using System.Globalization;
using System.Text;

namespace ImKit.Bench.Million;

/// <summary>A run in memory as Markdown, with the verdict on each target.</summary>
internal static class MillionTable
{
    private const double MostBytes = 500;
    private const double FewestVisits = 20e6;
    private const double MostCores = 0.05;

    /// <summary>Whether every connection lived and every delivery was made and counted.</summary>
    public static bool IsExact(MillionSettings settings, MillionReport report) =>
        report.Live == settings.Connections && report.EachGotAll
        && report.Offered == (long)settings.Connections * settings.Broadcasts && report.HandedOver == report.Offered;

    public static string Of(MillionSettings settings, MillionReport report, string head)
    {
        var text = new StringBuilder();
        text.AppendLine("| | |").AppendLine("| --- | --- |").AppendLine(head);
        text.AppendLine(Line($"| load | {settings.Connections:#,0} connections in memory by {settings.Loops} loops, {settings.Rooms} rooms, {settings.Broadcasts} broadcasts of {settings.Body} bytes, a heartbeat every {settings.Heartbeat:0} s |"));
        text.AppendLine();
        text.AppendLine("| what | measured | target | |").AppendLine("| --- | --- | --- | --- |");
        var warm = settings.Connections - 2048.0;
        var heap = (report.After.Heap - report.Before.Heap) / warm;
        var resident = (report.After.Resident - report.Before.Resident) / warm;
        text.AppendLine(Row("heap per channel, after a collection", Line($"{heap:0} bytes"), "≤ 500", heap <= MostBytes));
        text.AppendLine(Row("resident per channel, after a collection", Line($"{resident:0} bytes"), "≤ 500", resident <= MostBytes));
        text.AppendLine(Row("the whole process", Line($"{report.After.Resident / 1e6:0} MB"), "", null));
        var seconds = settings.Heartbeat * MillionSettings.BeatingIntervals;
        var visits = report.Offered / report.BroadcastCpu;
        text.AppendLine(Row("visits of a broadcast, per second and core", Line($"{visits / 1e6:0.0} million ({1e9 / visits:0} ns each)"), "≥ 20 million", visits >= FewestVisits));
        text.AppendLine(Row("offered / handed over / due", Line($"{report.Offered:#,0} / {report.HandedOver:#,0} / {(long)settings.Connections * settings.Broadcasts:#,0}"), "equal", IsExact(settings, report)));
        text.AppendLine(Row("allocated per broadcast, by the whole process", Line($"{report.BroadcastBytes / (double)settings.Broadcasts:#,0} bytes"), "", null));
        text.AppendLine(Row(Line($"timers, all armed, nobody sends ({report.QuietFired:#,0} fired in {settings.Seconds:0} s)"), Line($"{report.QuietCores * 100:0.0} % of a core"), "≤ 5 %", report.QuietCores <= MostCores));
        text.AppendLine(Row(Line($"the same with {report.Heartbeats:#,0} heartbeats read and answered ({report.BeatingFired:#,0} fired in {seconds:0} s)"), Line($"{report.BeatingCores * 100:0.0} % of a core ({report.BeatingCores * seconds * 1e6 / report.Heartbeats:0.00} µs each, client included)"), "", null));
        text.AppendLine(Row("logins", Line($"{report.LoginsPerSecond:#,0} a second; {report.LoginCpu * 1e6 / warm:0} µs of CPU each, client included"), "", null));
        return text.ToString();
    }

    private static string Row(string what, string measured, string target, bool? met) =>
        $"| {what} | {measured} | {target} | {met switch { true => "met", false => "**missed**", _ => "" }} |";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
