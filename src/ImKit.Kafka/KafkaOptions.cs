using Confluent.Kafka;

namespace ImKit.Kafka;

/// <summary>How nodes tell each other what they have to over Kafka, and the limits of it.</summary>
public sealed class KafkaOptions
{
    /// <summary>Some of Kafka's brokers, <c>kafka-1:9092,kafka-2:9092</c>. Required, unless <see cref="Configuration"/> names them.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Makes the settings of all connections, for encryption and passwords (<c>SecurityProtocol</c>, <c>SaslUsername</c>, …). What concerns
    /// order, time-outs and memory is set by this package all the same. Default null.</summary>
    public Func<ClientConfig>? Configuration { get; set; }

    /// <summary>The name of the application, which all its nodes share and no other application on the same Kafka has: its topic is
    /// <c>imkit.&lt;application&gt;</c>. 1 to 64 lower-case letters, digits, dots, hyphens and underscores. Required: two applications under one
    /// name would get each other's messages.</summary>
    public string Application { get; set; } = "";

    /// <summary>The partitions of the topic that are used; the topic may have more. A node reads one of them, which follows from its id, so more partitions mean
    /// that a node reads less of what is for others. The same on all nodes. 1 to 1000; default 16.</summary>
    public int Partitions { get; set; } = 16;

    /// <summary>Whether topics that are missing are created. Default true. If not, or if Kafka does not allow it, the start fails and says what to create.</summary>
    public bool CreateTopics { get; set; } = true;

    /// <summary>How many brokers keep a topic that is created. -1 leaves it to Kafka, else 1 to 10; default -1.</summary>
    public int ReplicationFactor { get; set; } = -1;

    /// <summary>How long a topic that is created keeps messages. A minute to 7 days; default 10 min.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message may take until Kafka has confirmed it. 100 ms to 30 s; default 2 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the start and a new subscription may take. 1 s to a minute; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for Kafka's confirmation. One more fails at once. 16 to 1,000,000; default 4096.</summary>
    public int MaxPendingMessages { get; set; } = 4096;

    /// <summary>Messages that a node takes before it has handled earlier ones. 1 to 10,000; default 128.</summary>
    public int Prefetch { get; set; } = 128;

    /// <summary>Messages of different keys that a node handles beside each other. 1 to 256; default 16.</summary>
    public int Parallelism { get; set; } = 16;
}
