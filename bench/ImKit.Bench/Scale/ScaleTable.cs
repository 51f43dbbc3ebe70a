using System.Globalization;
using System.Text;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Scale;

/// <summary>A run at scale as Markdown: a row for each process, and their sum.</summary>
internal static class ScaleTable
{
    /// <summary>Whether every connection lived and got every broadcast once and in order.</summary>
    public static bool IsComplete(IReadOnlyList<ScaleNode> nodes) => nodes.Where(static node => node.Connections > 0).All(static node =>
        node.Report is { Dead: 0, Lost: 0, Misplaced: 0, Offered: > 0 } report && report.Heartbeats >= report.HeartbeatsSent);

    public static string Of(ScaleSettings settings, IReadOnlyList<ScaleNode> nodes, string head)
    {
        var text = new StringBuilder();
        text.AppendLine("| | |").AppendLine("| --- | --- |").AppendLine(head);
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| load | {TransportNames.TitleOf(settings.Transport)}: {settings.Connections} members by {settings.Servers} servers, {(settings.Joined ? "joined by Redis, one room for all" : "one room each")}; a heartbeat every {settings.Heartbeat} s, {settings.Rate} broadcasts of 128 bytes a second and room, {settings.Seconds} s |"));
        text.AppendLine();
        text.AppendLine("| process | connections / lost | KB per connection, as it is / collected | CPU of the server, % of a core / µs per delivery | messages from other nodes | heartbeats answered / sent | broadcasts | delivered / expected | lost | twice or out of order | p50 / p99 / max ms |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (var i = 0; i < nodes.Count; i++)
            text.AppendLine(Row((i + 1).ToString(CultureInfo.InvariantCulture), [nodes[i]]));
        if (nodes.Count > 1)
            text.AppendLine(Row("**all**", nodes));
        text.AppendLine();
        text.AppendLine("All: memory is the mean per connection, latencies are the worst of the processes, the rest are sums.");
        return text.ToString();
    }

    private static string Row(string name, IReadOnlyList<ScaleNode> nodes)
    {
        var reports = nodes.Select(static node => node.Report ?? new LoadReport()).ToList();
        var delivered = reports.Sum(static r => r.Delivered);
        var members = (double)Math.Max(1, nodes.Sum(static node => node.Connections));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {reports.Sum(static r => r.Ready):#,0} / {reports.Sum(static r => r.Dead)}"
            + $" | {nodes.Sum(static n => n.KilobytesPerConnection * n.Connections) / members:0.00} / {nodes.Sum(static n => n.CollectedPerConnection * n.Connections) / members:0.00}"
            + $" | {nodes.Sum(static n => n.Cores) * 100:0.0} / {(delivered == 0 ? 0 : nodes.Sum(static n => n.CpuSeconds) * 1e6 / delivered):0.00} | {nodes.Sum(static n => n.FromNodes):#,0} | {reports.Sum(static r => r.Heartbeats):#,0} / {reports.Sum(static r => r.HeartbeatsSent):#,0}"
            + $" | {Broadcasts(nodes)} | {delivered:#,0} / {reports.Sum(static r => r.Offered):#,0} | {reports.Sum(static r => r.Lost)}"
            + $" | {reports.Sum(static r => r.Misplaced)} | {reports.Max(static r => r.P50) / 1000:0.0} / {reports.Max(static r => r.P99) / 1000:0.0} / {reports.Max(static r => r.Max) / 1000:0.0} |");
    }

    private static long Broadcasts(IReadOnlyList<ScaleNode> nodes) => nodes.Where(static node => node.Report is { N: > 0 }).Sum(static node => node.Report!.Offered / node.Report.N);
}
