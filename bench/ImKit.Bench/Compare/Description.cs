using System.Globalization;

namespace ImKit.Bench.Compare;

/// <summary>How the figures of a comparison were taken, as lines of its head.</summary>
internal static class Description
{
    public static string Of(CompareSettings settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | medians of | {settings.Rounds} alternating rounds, {settings.Seconds} s per load |
        | generator | {(settings.Loadgen is null ? "this program's own" : "the one in C")} |
        | limit | {(settings.Limit is null ? "no server in C was given (`--limit`): no ratios to it" : "C server, epoll and io_uring")} |
        | loads | bodies of 128 bytes; 100 connections for echo and push (16 pushes outstanding); {settings.Idle} idle in one room, a heartbeat every 30 s; lone message: 20 a second into a room of 1000 |
        """);
}
