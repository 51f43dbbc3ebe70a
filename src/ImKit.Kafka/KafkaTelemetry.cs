namespace ImKit;

/// <summary>Names under which the connections to Kafka can be watched. They do not change.</summary>
public static class KafkaTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.Kafka";

    /// <summary>Counter: messages that Kafka has confirmed.</summary>
    public const string Published = "imkit.kafka.published";

    /// <summary>Counter: messages that could not be published. Tag <c>reason</c>: <c>down</c>, <c>full</c>, <c>timeout</c>, <c>refused</c>.</summary>
    public const string Failed = "imkit.kafka.failed";

    /// <summary>Counter: times that Kafka stopped taking messages of this node.</summary>
    public const string Outages = "imkit.kafka.outages";

    /// <summary>Counter: messages from other nodes that this node has handled.</summary>
    public const string Received = "imkit.kafka.received";

    /// <summary>Counter: messages for other nodes that this node has read and passed over, because they share its partition.</summary>
    public const string Skipped = "imkit.kafka.skipped";

    /// <summary>Counter: messages for this node that did not arrive, told by gaps in what each publisher has numbered.</summary>
    public const string Lost = "imkit.kafka.lost";

    /// <summary>Counter: messages that could not be handled and were set aside. Tag <c>kept</c>: <c>true</c>, or <c>false</c> if they could not be kept.</summary>
    public const string SetAside = "imkit.kafka.set_aside";

    /// <summary>Log event: Kafka answers at the start.</summary>
    public const int Opened = 4500;

    /// <summary>Log event: Kafka takes no messages any more.</summary>
    public const int Down = 4501;

    /// <summary>Log event: it takes messages again.</summary>
    public const int Up = 4502;

    /// <summary>Log event: messages for this node did not arrive.</summary>
    public const int MessagesLost = 4503;

    /// <summary>Log event: a message could not be handled, and was set aside.</summary>
    public const int MessageSetAside = 4504;

    /// <summary>Log event: a message could be neither handled nor set aside.</summary>
    public const int MessageDropped = 4505;

    /// <summary>Log event: the way to Kafka is not encrypted, and it leads over a network.</summary>
    public const int NotEncrypted = 4506;

    /// <summary>Log event: the connections are closed.</summary>
    public const int Closed = 4507;

    /// <summary>Log event: a topic was created.</summary>
    public const int TopicCreated = 4508;

    /// <summary>Log event: messages cannot be read; it is tried again.</summary>
    public const int ReceiveFailed = 4509;

    /// <summary>Log event: a line of librdkafka, the client library.</summary>
    public const int Library = 4510;
}
