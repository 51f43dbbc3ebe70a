using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>A server in the comparison.</summary>
/// <param name="Id">Short, for the command line and the targets.</param>
/// <param name="Title">As it stands in the table.</param>
/// <param name="Protocol">What it is driven by: tcp, ws, sigj or sigm.</param>
/// <param name="Start">Starts it.</param>
internal sealed record Contestant(string Id, string Title, string Protocol, Func<ServerProcess> Start)
{
    public const string LimitDirect = "c-direct";
    public const string LimitMerged = "c-merge";
    public const string PlainKestrel = "kestrel";
    public const string SignalRJson = "signalr-json";
    public const string Comet = "comet";

    /// <summary>Whether it answers an echo request.</summary>
    public bool Echoes { get; init; } = true;

    public bool IsImKit { get; init; }
}
