using StackExchange.Redis;

namespace ImKit.Redis;

/// <summary>How nodes meet in Redis, and the limits of it.</summary>
public sealed class RedisOptions
{
    /// <summary>How to reach Redis, in StackExchange.Redis's form: <c>redis:6380,ssl=true,user=imkit,password=…</c>. Required, unless
    /// <see cref="Configuration"/> is set. It is never logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Makes the settings of the connection in place of <see cref="ConnectionString"/>, for what a text cannot say, such as certificates. What
    /// concerns time-outs and retries is set by this package all the same. Default null.</summary>
    public Func<ConfigurationOptions>? Configuration { get; set; }

    /// <summary>The name of the application, which all its nodes share and no other application on the same Redis has: it is part of every key and
    /// channel. 1 to 64 lower-case letters, digits, dots, hyphens and underscores. Required: two applications under one name would get each
    /// other's messages.</summary>
    public string Application { get; set; } = "";

    /// <summary>How long one call may take before it fails, and with it the login or push that needs it. 50 ms to 10 s; default 0.5 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the start and every new connection may take. 0.1 s to a minute; default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls that may wait for an answer. One more fails at once. 16 to 1,000,000; default 16,384.</summary>
    public int MaxPendingCalls { get; set; } = 16384;

    /// <summary>About how many messages may wait in Redis for one node; beyond it the oldest are dropped, and counted by the node. 128 to 10,000,000;
    /// default 10,000.</summary>
    public int MaxWaitingMessages { get; set; } = 10_000;

    /// <summary>The most messages that a node takes at once. 1 to 1000; default 128.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>How long a look-up may take the leases of nodes for what they were when they were read last. It finds no session less for it; see
    /// docs/decisions/sessions-not-cached.md. 0 (read with each look-up) to 10 s; default 1 s.</summary>
    public TimeSpan LeaseMemory { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a node looks for messages of which it was not told. 10 ms to 10 s; default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
