using System.Net;
using Confluent.Kafka;

namespace ImKit.Kafka.Internal;

/// <summary>What the options make of connections. Pure.</summary>
internal static class KafkaSettings
{
    // A payload of a mebibyte, with what stands around it.
    public const int MaxMessage = 2 * 1024 * 1024;
    private const int MaxPendingKilobytes = 64 * 1024;

    public static ProducerConfig Producer(KafkaOptions options) => new(Client(options))
    {
        Acks = Acks.All,
        // One request after the other to each broker: a message that is sent again stays in its place. Messages that wait meanwhile go out together.
        MaxInFlight = 1,
        EnableIdempotence = false,
        LingerMs = 1,
        MessageTimeoutMs = Milliseconds(options.Timeout),
        RequestTimeoutMs = Milliseconds(options.Timeout),
        MessageMaxBytes = MaxMessage,
        QueueBufferingMaxMessages = options.MaxPendingMessages,
        QueueBufferingMaxKbytes = MaxPendingKilobytes,
        EnableDeliveryReports = true,
        DeliveryReportFields = "status",
    };

    public static ConsumerConfig Consumer(KafkaOptions options) => new(Client(options))
    {
        // Needed by the library; a node reads a partition that it names, and is no member of a group.
        GroupId = $"imkit.{options.Application}",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        AllowAutoCreateTopics = false,
        MaxPollIntervalMs = 86_400_000,
        FetchWaitMaxMs = 100,
        FetchErrorBackoffMs = 100,
        MaxPartitionFetchBytes = MaxMessage,
        FetchMaxBytes = 2 * MaxMessage,
        MessageMaxBytes = MaxMessage,
        QueuedMinMessages = options.Prefetch,
        QueuedMaxMessagesKbytes = 4 * MaxMessage / 1024,
    };

    // Asking for a topic must not make it with whatever settings Kafka has for that.
    public static AdminClientConfig Admin(KafkaOptions options)
    {
        var config = new AdminClientConfig(Client(options));
        config.Set("allow.auto.create.topics", "false");
        return config;
    }

    /// <summary>Whether what is sent can be read on a network.</summary>
    public static bool IsExposed(ClientConfig config) =>
        config.SecurityProtocol is not (SecurityProtocol.Ssl or SecurityProtocol.SaslSsl) && (config.BootstrapServers ?? "").Split(',').Any(static server => !IsLocal(server));

    private static bool IsLocal(string server)
    {
        var colon = server.LastIndexOf(':');
        var host = (colon < 0 ? server : server[..colon]).Trim();
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    private static Dictionary<string, string> Client(KafkaOptions options)
    {
        var config = new ClientConfig((options.Configuration?.Invoke() ?? new ClientConfig()).ToDictionary());
        if (options.BootstrapServers.Length > 0)
            config.BootstrapServers = options.BootstrapServers;
        config.ClientId ??= $"imkit-{options.Application}";
        config.ReconnectBackoffMs = 100;
        config.ReconnectBackoffMaxMs = 1000;
        config.SocketKeepaliveEnable = true;
        config.SocketNagleDisable = true;
        return config.ToDictionary();
    }

    private static Dictionary<string, string> ToDictionary(this ClientConfig config) => config.ToDictionary(static setting => setting.Key, static setting => setting.Value);

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);
}
