using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImKit.Bench.Load;

/// <summary>What one run found; the names in JSON are those of the generator in C, and further ones.</summary>
internal sealed record LoadReport
{
    public string Label { get; init; } = "";

    public string Mode { get; init; } = "";

    public string Proto { get; init; } = "";

    public int N { get; init; }

    public int Body { get; init; }

    public double Secs { get; init; }

    public long Ready { get; init; }

    public long Dead { get; init; }

    [JsonPropertyName("conn_per_s")]
    public double ConnectsPerSecond { get; init; }

    [JsonPropertyName("conn_cpu_us")]
    public double ServerMicrosecondsPerConnect { get; init; }

    /// <summary>Broadcasts, pushes in the time that was measured.</summary>
    public long Pub { get; init; }

    /// <summary>Deliveries that were due for all that was published in the whole run; 0 from a generator that does not say.</summary>
    public long Offered { get; init; }

    /// <summary>Deliveries of the whole run.</summary>
    public long Delivered { get; init; }

    /// <summary>Deliveries missing at the end, after the traffic had stopped and nothing came any more.</summary>
    public long Lost { get; init; }

    /// <summary>Deliveries, or echoes, in the time that was measured.</summary>
    public long Ops { get; init; }

    /// <summary>Deliveries, or echoes, for each read of a client's: how many the server has joined into one write; 0 from a generator that does not say.</summary>
    public double OpsPerRecv { get; init; }

    [JsonPropertyName("ops_s")]
    public double OpsPerSecond { get; init; }

    /// <summary>Cores that the server used.</summary>
    [JsonPropertyName("srv_cpu")]
    public double ServerCores { get; init; }

    /// <summary>Server CPU seconds per million operations, which is microseconds per operation.</summary>
    [JsonPropertyName("cpu_s_per_M")]
    public double ServerSecondsPerMillion { get; init; }

    [JsonPropertyName("cli_cpu")]
    public double ClientCores { get; init; }

    [JsonPropertyName("p50_us")]
    public double P50 { get; init; }

    [JsonPropertyName("p99_us")]
    public double P99 { get; init; }

    [JsonPropertyName("p999_us")]
    public double P999 { get; init; }

    [JsonPropertyName("max_us")]
    public double Max { get; init; }

    [JsonPropertyName("hb")]
    public long Heartbeats { get; init; }

    [JsonPropertyName("hb_sent")]
    public long HeartbeatsSent { get; init; }

    /// <summary>Deliveries that came twice or after a later one of the same connection; only this program's generator looks.</summary>
    public long Misplaced { get; init; }

    [JsonPropertyName("rss0_kb")]
    public long ResidentBefore { get; init; }

    [JsonPropertyName("rss_kb")]
    public long Resident { get; init; }

    [JsonPropertyName("rss_gc_kb")]
    public long ResidentCollected { get; init; }

    [JsonPropertyName("rss_per_conn_kb")]
    public double ResidentPerConnection { get; init; }

    [JsonPropertyName("alloc_B_per_op")]
    public double AllocatedPerOp { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static LoadReport FromJson(string line) =>
        JsonSerializer.Deserialize<LoadReport>(line, Options) ?? throw new FormatException("the generator printed no report");

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
