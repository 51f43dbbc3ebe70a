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
        report.Live == settings.Connections && report.Broadcasts.EachGotAll
        && report.Broadcasts.Offered == Due(settings) && report.Broadcasts.HandedOver == Due(settings);

    public static string Of(MillionSettings settings, MillionReport report, string head)
    {
        var text = new StringBuilder();
        text.AppendLine("| | |").AppendLine("| --- | --- |").AppendLine(head);
        text.AppendLine(Line($"| load | {settings.Connections:#,0} connections in memory by {settings.Loops} loops, {settings.Rooms} rooms, {settings.Broadcasts} broadcasts of {settings.Body} bytes, a heartbeat every {settings.Heartbeat:0} s |"));
        text.AppendLine();
        text.AppendLine("| what | measured | target | |").AppendLine("| --- | --- | --- | --- |");
        AddMemory(text, report);
        AddBroadcasts(text, settings, report);
        AddTimers(text, settings, report);
        AddRow(text, "logins", Line($"{report.Measured / report.LoginSeconds:#,0} a second; {report.LoginCpu * 1e6 / report.Measured:0} µs of CPU each, client included"), "", null);
        return text.ToString();
    }

    private static void AddMemory(StringBuilder text, MillionReport report)
    {
        var heap = (report.After.Heap - report.Before.Heap) / (double)report.Measured;
        var resident = (report.After.Resident - report.Before.Resident) / (double)report.Measured;
        AddRow(text, "heap per channel, after a collection", Line($"{heap:0} bytes"), "≤ 500", heap <= MostBytes);
        AddRow(text, "resident per channel, after a collection", Line($"{resident:0} bytes"), "≤ 500", resident <= MostBytes);
        AddRow(text, "the whole process, resident", Line($"{report.After.Resident / 1e6:0} MB, of which {report.Before.Resident / 1e6:0} before"), "", null);
        AddRow(text, "a full collection that moves nothing", Line($"{report.CollectionCpu:0.00} s of CPU"), "", null);
    }

    private static void AddBroadcasts(StringBuilder text, MillionSettings settings, MillionReport report)
    {
        var work = report.Broadcasts;
        var visits = work.Offered / work.CpuSeconds;
        AddRow(text, "visits of a broadcast, per second and core", Line($"{visits / 1e6:0.0} million ({1e9 / visits:0} ns each)"), "≥ 20 million", visits >= FewestVisits);
        AddRow(text, "offered / handed over / due", Line($"{work.Offered:#,0} / {work.HandedOver:#,0} / {Due(settings):#,0}"), "equal", IsExact(settings, report));
        AddRow(text, "allocated per broadcast, by the whole process", Line($"{work.Allocated / (double)settings.Broadcasts:#,0} bytes"), "", null);
    }

    private static void AddTimers(StringBuilder text, MillionSettings settings, MillionReport report)
    {
        AddRow(
            text,
            Line($"timers, all armed, nobody sends ({report.Quiet.Fired:#,0} fired in {settings.Seconds:0} s)"),
            Line($"{report.Quiet.Cores * 100:0.0} % of a core"),
            "≤ 5 %",
            report.Quiet.Cores <= MostCores);
        AddRow(
            text,
            Line($"the same with {report.Heartbeats:#,0} heartbeats read and answered ({report.Beating.Fired:#,0} fired in {settings.BeatingSeconds:0} s)"),
            Line($"{report.Beating.Cores * 100:0.0} % of a core ({report.Beating.Cores * settings.BeatingSeconds * 1e6 / report.Heartbeats:0.00} µs a heartbeat, client included)"),
            "",
            null);
    }

    private static long Due(MillionSettings settings) => (long)settings.Connections * settings.Broadcasts;

    private static void AddRow(StringBuilder text, string what, string measured, string target, bool? met) =>
        text.AppendLine($"| {what} | {measured} | {target} | {met switch { true => "met", false => "**missed**", _ => "" }} |");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
