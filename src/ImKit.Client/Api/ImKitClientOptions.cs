using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ImKit.Client;

/// <summary>How a client connects and what it keeps. Read once, when the client is made.</summary>
public sealed class ImKitClientOptions
{
    /// <summary>The value of <see cref="InitialEntries"/> that loads every entry the user may see.</summary>
    public const int AllEntries = int.MaxValue;

    /// <summary>Where servers are: <c>tcp://host:port</c>, <c>tcps://host:port</c> (TLS), <c>ws://…</c> or <c>wss://…</c>. At least one, unless <see cref="Nodes"/> or
    /// <see cref="FindEndpoints"/> is set; the next is tried when one fails or drains.</summary>
    public IList<Uri> Endpoints { get; } = [];

    /// <summary>Where a server tells which nodes to try (<c>MapImKitNodes</c>), with the user: <c>https://im.example.com/im/nodes?user=anna</c>. Null by default. While it does not
    /// answer, <see cref="Endpoints"/> are tried, and without those the addresses told last.</summary>
    public Uri? Nodes { get; set; }

    /// <summary>The same for who asks by other means, such as with a header of their own: <see cref="ClientEndpoints.ReadAsync"/>. Null by default.</summary>
    public ClientEndpointProvider? FindEndpoints { get; set; }

    /// <summary>Brings the token. Required.</summary>
    public ClientTokenProvider? Token { get; set; }

    /// <summary>Keeps positions and the outbox. Default: in memory, as long as the client lives.</summary>
    public IClientStore? Store { get; set; }

    /// <summary>Whether every conversation is kept current. Default true. False: only those named by <see cref="ImKitClient.Watch"/>.</summary>
    public bool FollowAll { get; set; } = true;

    /// <summary>Entries loaded of a conversation that is new to this device or was reset: 1 to 200, or <see cref="AllEntries"/>. Default 50.</summary>
    public int InitialEntries { get; set; } = 50;

    /// <summary>Messages that may wait for their acknowledgement. Default 1,000.</summary>
    public int OutboxCapacity { get; set; } = 1000;

    /// <summary>Conversations to which the outbox sends at once; within one it sends one after the other. Default 8.</summary>
    public int OutboxParallelism { get; set; } = 8;

    /// <summary>Pushes that may wait while the application handles earlier ones; beyond it they are dropped, counted, and pulled later. Default 1,024.</summary>
    public int PushCapacity { get; set; } = 1024;

    /// <summary>The longest frame taken from a server, in bytes. Default 16 MiB.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Frames a second this client sends at most, with a burst of twice as many. Default 0: four fifths of what the server told at login, 80 if it told nothing.</summary>
    public int FramesPerSecond { get; set; }

    /// <summary>For one attempt: token, connection, login. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For the answer to a request. Default 15 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For the answer to a heartbeat; later the connection counts as dead. Default 10 s.</summary>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Reconnecting waits a random time up to this, doubled with each attempt. Default 1 s.</summary>
    public TimeSpan MinReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that reconnecting waits by itself. Default 30 s. A server's hint may be longer.</summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most of a server's hint that is heeded. Default 10 min.</summary>
    public TimeSpan MaxServerDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a login has to hold until reconnecting begins again at the shortest wait. Default 1 min.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Takes the log; its category is <see cref="ClientTelemetry.LogCategory"/>. Default: nothing is logged.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Makes the meter <see cref="ClientTelemetry.MeterName"/>. Default: one that all clients of the process share.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Time. Default the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Spreads waits; used under a lock. Default a random seed.</summary>
    public Random Random { get; set; } = new();

    /// <summary>Makes ids of messages and requests. Default 32 random hexadecimal digits.</summary>
    public Func<string> NewId { get; set; } = static () => System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);
}
