using RabbitMQ.Client;

namespace ImKit.RabbitMq;

/// <summary>How nodes tell each other what they have to over RabbitMQ, and the limits of it.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>How to reach RabbitMQ, as a URI: <c>amqps://user:password@rabbit:5671/vhost</c>. Required, unless <see cref="Configuration"/> is set. It is
    /// never logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Makes the settings of the connections in place of <see cref="ConnectionString"/>, for what a URI cannot say, such as certificates. What
    /// concerns time-outs, heartbeats and recovery is set by this package all the same. Default null.</summary>
    public Func<ConnectionFactory>? Configuration { get; set; }

    /// <summary>The servers of a cluster, each as <c>name</c> or <c>name:port</c>, tried in random order, in place of the one in
    /// <see cref="ConnectionString"/>. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>The name of the application, which all its nodes share and no other application in the same virtual host has: exchange and queues begin with
    /// it. 1 to 64 lower-case letters, digits, dots, hyphens and underscores. Required: two applications under one name would get each
    /// other's messages.</summary>
    public string Application { get; set; } = "";

    /// <summary>How long a message may take until RabbitMQ has confirmed it. 50 ms to 30 s; default 1 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the start and every new connection may take. 0.1 s to a minute; default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often both sides say that they live; one that is silent for two of these is given up. 1 s to 5 min; default 10 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for RabbitMQ's confirmation. One more fails at once. 16 to 1,000,000; default 4096.</summary>
    public int MaxPendingMessages { get; set; } = 4096;

    /// <summary>Messages that may wait in RabbitMQ for one node; beyond it the oldest are dropped, and counted by the node. 128 to 10,000,000;
    /// default 10,000.</summary>
    public int MaxWaitingMessages { get; set; } = 10_000;

    /// <summary>Bytes that may wait in RabbitMQ for one node; beyond it the oldest messages are dropped. 2 MiB to 64 GiB; default 64 MiB.</summary>
    public long MaxWaitingBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Messages that a node takes before it has handled earlier ones. 1 to 10,000; default 128.</summary>
    public int Prefetch { get; set; } = 128;

    /// <summary>Messages of different keys that a node handles beside each other. 1 to 256; default 16.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>How long the messages of a node that is not connected wait for it. 10 s to a day; default a minute.</summary>
    public TimeSpan QueueExpiry { get; set; } = TimeSpan.FromMinutes(1);
}
