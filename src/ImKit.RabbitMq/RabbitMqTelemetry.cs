namespace ImKit;

/// <summary>Names under which the connections to RabbitMQ can be watched. They do not change.</summary>
public static class RabbitMqTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.RabbitMq";

    /// <summary>Counter: messages that RabbitMQ has confirmed.</summary>
    public const string Published = "imkit.rabbitmq.published";

    /// <summary>Counter: messages that could not be published. Tag <c>reason</c>: <c>down</c>, <c>stalled</c>, <c>blocked</c>, <c>full</c>, <c>timeout</c>,
    /// <c>connection</c>, <c>refused</c>.</summary>
    public const string Failed = "imkit.rabbitmq.failed";

    /// <summary>Counter: lost connections. Tag <c>purpose</c>: <c>publish</c>, <c>receive</c>.</summary>
    public const string Outages = "imkit.rabbitmq.outages";

    /// <summary>Counter: messages from other nodes that this node has handled.</summary>
    public const string Received = "imkit.rabbitmq.received";

    /// <summary>Counter: messages for this node that did not arrive, told by gaps in what each publisher has numbered.</summary>
    public const string Lost = "imkit.rabbitmq.lost";

    /// <summary>Counter: messages that this node published for nodes that were not there.</summary>
    public const string Unheard = "imkit.rabbitmq.unheard";

    /// <summary>Counter: messages that could not be handled and were set aside. Tag <c>kept</c>: <c>true</c>, or <c>false</c> if they could not be kept.</summary>
    public const string SetAside = "imkit.rabbitmq.set_aside";

    /// <summary>Log event: RabbitMQ answers at the start.</summary>
    public const int Opened = 4400;

    /// <summary>Log event: a connection is lost.</summary>
    public const int Down = 4401;

    /// <summary>Log event: it is there again.</summary>
    public const int Up = 4402;

    /// <summary>Log event: messages for this node did not arrive.</summary>
    public const int MessagesLost = 4403;

    /// <summary>Log event: a message could not be handled, and was set aside.</summary>
    public const int MessageSetAside = 4404;

    /// <summary>Log event: a message could be neither handled nor set aside.</summary>
    public const int MessageDropped = 4405;

    /// <summary>Log event: the way to RabbitMQ is not encrypted, and it leads over a network.</summary>
    public const int NotEncrypted = 4406;

    /// <summary>Log event: the connections are closed.</summary>
    public const int Closed = 4407;

    /// <summary>Log event: RabbitMQ takes no messages, because it lacks memory or disk space.</summary>
    public const int Blocked = 4408;

    /// <summary>Log event: it takes messages again.</summary>
    public const int Unblocked = 4409;
}
