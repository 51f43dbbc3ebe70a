namespace ImKit.Bench.Servers;

/// <summary>The transports of ImKit as the bench server names them. A name that it does not know makes it end with a reason.</summary>
internal static class TransportNames
{
    /// <summary>All that are known to exist or to be under way.</summary>
    public const string All = "linux-epoll,linux-uring,linux-epoll-ws,linux-uring-ws,dotnetty,dotnetty-ws,aspnetcore-tcp,aspnetcore";

    public static string[] Parse(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>tcp or ws.</summary>
    public static string ProtocolOf(string name) => name == "aspnetcore" || name.EndsWith("-ws", StringComparison.Ordinal) ? "ws" : "tcp";

    public static string TitleOf(string name) => "ImKit, " + name switch
    {
        "linux-epoll" => "Linux epoll TCP",
        "linux-uring" => "Linux io_uring TCP",
        "linux-epoll-ws" => "Linux epoll WebSocket",
        "linux-uring-ws" => "Linux io_uring WebSocket",
        "dotnetty" => "DotNetty TCP",
        "dotnetty-ws" => "DotNetty WebSocket",
        "aspnetcore-tcp" => "Kestrel TCP",
        "aspnetcore" => "Kestrel WebSocket",
        _ => name,
    };
}
