using Microsoft.Extensions.Options;

namespace ImKit.Kafka.Internal;

internal sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Configuration is null && string.IsNullOrWhiteSpace(options.BootstrapServers))
            errors.AddError("KafkaOptions.BootstrapServers is empty: name some of Kafka's brokers (kafka-1:9092,kafka-2:9092).", nameof(options.BootstrapServers));
        if (!IsApplication(options.Application))
        {
            errors.AddError(
                $"KafkaOptions.Application is '{options.Application}'; it has to be 1 to 64 lower-case letters, digits, dots, hyphens and underscores: the name that the "
                + "nodes of this application share and no other application on the same Kafka has.", nameof(options.Application));
        }

        if (options.ReplicationFactor is not (-1 or (>= 1 and <= 10)))
            errors.AddError($"KafkaOptions.ReplicationFactor is {options.ReplicationFactor}; it has to be -1 or 1 to 10.", nameof(options.ReplicationFactor));
        Range(errors, nameof(options.Partitions), options.Partitions, 1, 1000);
        Range(errors, nameof(options.Retention), options.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Range(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Range(errors, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Range(errors, nameof(options.MaxPendingMessages), options.MaxPendingMessages, 16, 1_000_000);
        Range(errors, nameof(options.Prefetch), options.Prefetch, 1, 10_000);
        Range(errors, nameof(options.Parallelism), options.Parallelism, 1, 256);
        return errors.Build();
    }

    private static bool IsApplication(string? name) =>
        name is { Length: >= 1 and <= 64 } && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_');

    private static void Range<T>(ValidateOptionsResultBuilder errors, string option, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            errors.AddError($"KafkaOptions.{option} is {value}; it has to be {min} to {max}.", option);
    }
}
