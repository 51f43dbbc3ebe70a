using Microsoft.AspNetCore.Http;

namespace ImKit;

/// <summary>Settings of goim's HTTP API. Heartbeats come from <see cref="ProtocolOptions"/>, the nodes from the node registry.</summary>
public sealed class GoimApiOptions
{
    /// <summary>Lets anybody who reaches the API push to everybody. Default false: the API answers 403 until it is protected or this is set.</summary>
    public bool Open { get; set; }

    /// <summary>The longest body of a push in bytes. Default 65,536.</summary>
    public int MaxBodyBytes { get; set; } = 65536;

    /// <summary>The domain that clients are told; it also stands in the list of nodes when no node has an address. Default: the request's own host.</summary>
    public string Domain { get; set; } = "";

    /// <summary>What follows a node's name in the addresses for the platform <c>web</c>, such as <c>.im.example.com</c>. Empty: every platform gets the nodes' addresses.</summary>
    public string HostDomain { get; set; } = "";

    /// <summary>The port for TCP that clients are told. Default 3101.</summary>
    public int TcpPort { get; set; } = 3101;

    /// <summary>The port for WebSocket that clients are told. Default 3102.</summary>
    public int WsPort { get; set; } = 3102;

    /// <summary>The port for WebSocket over TLS that clients are told. Default 3103.</summary>
    public int WssPort { get; set; } = 3103;

    /// <summary>Tells where a client is, in the words of <see cref="NodeOptions.Region"/>. Null: nobody knows.</summary>
    public Func<HttpContext, string?>? Region { get; set; }

    /// <summary>How many times as much weight a node of the client's own region has. Default 1.6.</summary>
    public double RegionWeight { get; set; } = 1.6;

    /// <summary>Nodes a client is told at most. Default 5.</summary>
    public int MaxNodes { get; set; } = 5;

    /// <summary>How clients shall space their attempts to connect.</summary>
    public GoimBackoff Backoff { get; } = new();

    internal void Validate()
    {
        Require(MaxBodyBytes > 0, nameof(MaxBodyBytes), "more than 0");
        Require(RegionWeight >= 1, nameof(RegionWeight), "at least 1");
        Require(MaxNodes > 0, nameof(MaxNodes), "more than 0");
        Require(IsPort(TcpPort), nameof(TcpPort), "0 to 65535");
        Require(IsPort(WsPort), nameof(WsPort), "0 to 65535");
        Require(IsPort(WssPort), nameof(WssPort), "0 to 65535");
    }

    private static bool IsPort(int port) => port is >= 0 and <= 65535;

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new ArgumentException($"GoimApiOptions.{option} must be {rule}.");
    }
}

/// <summary>How goim's clients space their attempts to connect.</summary>
public sealed class GoimBackoff
{
    /// <summary>The longest wait in seconds. Default 300.</summary>
    public int MaxDelay { get; set; } = 300;

    /// <summary>The first wait in seconds. Default 3.</summary>
    public int BaseDelay { get; set; } = 3;

    /// <summary>By what each wait is longer than the one before. Default 1.8.</summary>
    public double Factor { get; set; } = 1.8;

    /// <summary>The random part of a wait, 0 to 1. Default 0.3.</summary>
    public double Jitter { get; set; } = 0.3;
}
