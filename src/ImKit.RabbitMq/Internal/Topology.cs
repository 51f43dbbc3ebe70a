using System.Security.Cryptography;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

/// <summary>What an application has in RabbitMQ. Everything begins with <c>imkit.</c> and the application's name, so a user may be held to that.</summary>
/// <remarks>Queues are durable, because later versions have no others that outlive a connection; their messages are not, because a push is a hint.</remarks>
internal sealed class Topology(RabbitMqOptions options)
{
    private const int MostSetAside = 1000;
    private static readonly TimeSpan s_setAsideFor = TimeSpan.FromDays(7);

    /// <summary>Gives a message to the queues of the node that its routing key names.</summary>
    public string Exchange { get; } = $"imkit.{options.Application}";

    /// <summary>Exchange and queue of what could not be handled.</summary>
    public string Aside { get; } = $"imkit.{options.Application}.aside";

    /// <summary>The name of a queue that nobody has.</summary>
    public string NewQueue(NodeId node) => $"{Exchange}.node.{node.Value}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>Declares what all nodes share.</summary>
    public async Task DeclareSharedAsync(IChannel channel, CancellationToken cancel)
    {
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Direct, durable: true, cancellationToken: cancel).ConfigureAwait(false);
        await channel.ExchangeDeclareAsync(Aside, ExchangeType.Fanout, durable: true, cancellationToken: cancel).ConfigureAwait(false);
        var limits = new Dictionary<string, object?>
        {
            ["x-max-length"] = MostSetAside,
            ["x-max-length-bytes"] = 64L * 1024 * 1024,
            ["x-message-ttl"] = (long)s_setAsideFor.TotalMilliseconds,
        };
        await channel.QueueDeclareAsync(Aside, durable: true, exclusive: false, autoDelete: false, limits, cancellationToken: cancel).ConfigureAwait(false);
        await channel.QueueBindAsync(Aside, Aside, "", cancellationToken: cancel).ConfigureAwait(false);
    }

    /// <summary>Declares the queue of one boot of a node. It outlives a lost connection, and ends by itself.</summary>
    public async Task DeclareQueueAsync(IChannel channel, string queue, NodeId node, CancellationToken cancel)
    {
        await DeclareSharedAsync(channel, cancel).ConfigureAwait(false);
        var limits = new Dictionary<string, object?>
        {
            ["x-expires"] = (long)options.QueueExpiry.TotalMilliseconds,
            ["x-max-length"] = options.MaxWaitingMessages,
            ["x-max-length-bytes"] = options.MaxWaitingBytes,
            ["x-overflow"] = "drop-head",
        };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, limits, cancellationToken: cancel).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Exchange, node.Value, cancellationToken: cancel).ConfigureAwait(false);
    }
}
