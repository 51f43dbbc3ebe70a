using ImKit.Client.Wires;

namespace ImKit.Client;

/// <summary>What options have to be.</summary>
internal static class OptionRules
{
    private const int MostEntries = 200;

    public static void Check(ImKitClientOptions options)
    {
        Need(options.Endpoints.Count > 0 || options.Nodes is not null || options.FindEndpoints is not null, "Endpoints: at least one is needed, or Nodes, or FindEndpoints");
        Need(options.Nodes is null || options.FindEndpoints is null, "Nodes and FindEndpoints exclude each other");
        Need(options.Nodes is not { } nodes || (nodes.IsAbsoluteUri && nodes.Scheme is "http" or "https"), $"Nodes: {options.Nodes} is neither http://… nor https://…");
        foreach (var endpoint in options.Endpoints)
            Need(SocketOpener.IsKnown(endpoint), $"Endpoints: {endpoint} is none of tcp://host:port, tcps://host:port, ws://… and wss://…");
        Need(options.Token is not null, "Token: is required");
        Need(options.InitialEntries is (>= 1 and <= MostEntries) or ImKitClientOptions.AllEntries, $"InitialEntries: 1 to {MostEntries}, or AllEntries");
        Positive(options.OutboxCapacity, nameof(options.OutboxCapacity));
        Positive(options.OutboxParallelism, nameof(options.OutboxParallelism));
        Positive(options.PushCapacity, nameof(options.PushCapacity));
        Positive(options.MaxFrameBytes, nameof(options.MaxFrameBytes));
        Need(options.FramesPerSecond >= 0, "FramesPerSecond: not less than 0");
        Positive(options.ConnectTimeout.Ticks, nameof(options.ConnectTimeout));
        Positive(options.RequestTimeout.Ticks, nameof(options.RequestTimeout));
        Positive(options.HeartbeatTimeout.Ticks, nameof(options.HeartbeatTimeout));
        Positive(options.MinReconnectDelay.Ticks, nameof(options.MinReconnectDelay));
        Need(options.MaxReconnectDelay >= options.MinReconnectDelay, "MaxReconnectDelay: not less than MinReconnectDelay");
    }

    private static void Positive(long value, string option) => Need(value > 0, $"{option}: more than 0");

    private static void Need(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
