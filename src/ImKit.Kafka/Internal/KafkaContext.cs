using Microsoft.Extensions.Logging;

namespace ImKit.Kafka.Internal;

/// <summary>What all parts of a node's broker share. Immutable.</summary>
internal sealed record KafkaContext(KafkaOptions Options, Topics Topics, KafkaStatistics Statistics, TimeProvider Time, ILogger Log);
