using System.Text.Json.Serialization;

namespace ImKit.Goim;

/// <summary>One room of <c>online/top</c>; its id without the type.</summary>
internal sealed record GoimRoomCount(string RoomId, int Count);

/// <summary>The data of <c>online/total</c>.</summary>
internal sealed record GoimTotals(int IpCount, int ConnCount);

/// <summary>The data of <c>nodes/weighted</c>; times in seconds.</summary>
internal sealed record GoimNodeList(
    string Domain, int TcpPort, int WsPort, int WssPort, int Heartbeat, int HeartbeatMax, string[] Nodes, GoimBackoffData Backoff);

/// <summary>How clients space their attempts; times in seconds.</summary>
internal sealed record GoimBackoffData(int MaxDelay, int BaseDelay, double Factor, double Jitter);

/// <summary>One node of <c>nodes/instances</c>, as bilibili/discovery describes it.</summary>
internal sealed record GoimInstance(
    string Region, string Zone, string Env, [property: JsonPropertyName("appid")] string AppId, string Hostname, string[] Addrs, string Version,
    long LatestTimestamp, Dictionary<string, string> Metadata);
