using System.Globalization;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>What the command line asks of a comparison.</summary>
internal sealed record CompareSettings
{
    public required string Server { get; init; }

    public required string[] Transports { get; init; }

    /// <summary>The minimal server in C; null if there is none.</summary>
    public required string? Limit { get; init; }

    /// <summary>The generator in C; null for this program's.</summary>
    public required string? Loadgen { get; init; }

    /// <summary>A program that starts goim's comet and what it needs; null if there is none.</summary>
    public required string? Comet { get; init; }

    /// <summary>Ids, or parts of titles; empty for all.</summary>
    public required string[] Only { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Seconds that each load is measured.</summary>
    public required double Seconds { get; init; }

    public required int[] Members { get; init; }

    public required int[] Windows { get; init; }

    /// <summary>Connections where memory is measured.</summary>
    public required int Idle { get; init; }

    public static CompareSettings From(Arguments args)
    {
        var settings = new CompareSettings
        {
            Server = args.Text("server", ServerProcess.BenchServerPath),
            Transports = Names(args.Text("transports", TransportNames.All)),
            Limit = args.Text("limit"),
            Loadgen = args.Text("loadgen"),
            Comet = args.Text("comet"),
            Only = Names(args.Text("only", "")),
            Rounds = Math.Max(1, args.Number("rounds", 3)),
            Seconds = args.Real("seconds", 3),
            Members = Numbers(args.Text("members", "1000")),
            Windows = Numbers(args.Text("windows", "1,8,20")),
            Idle = args.Number("idle", 5000),
        };
        args.RequireAllKnown();
        return settings;
    }

    private static string[] Names(string text) => TransportNames.Parse(text);

    private static int[] Numbers(string text) =>
    [
        .. Names(text).Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"'{part}' is not a number above 0")),
    ];
}
