using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

internal sealed class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>
{
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Configuration is null && ConnectionError(options.ConnectionString) is { } wrong)
            errors.AddError($"RabbitMqOptions.ConnectionString is {wrong}.", nameof(options.ConnectionString));
        if (options.Hosts is null || options.Hosts.Any(static host => !RabbitMqSettings.TryParse(host, out _, out _)))
            errors.AddError("RabbitMqOptions.Hosts is not a list of names with or without a port (rabbit-1, rabbit-2:5671).", nameof(options.Hosts));
        if (!IsApplication(options.Application))
        {
            errors.AddError(
                $"RabbitMqOptions.Application is '{options.Application}'; it has to be 1 to 64 lower-case letters, digits, dots, hyphens and underscores: the name that "
                + "the nodes of this application share and no other application in the same virtual host has.", nameof(options.Application));
        }

        Range(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30));
        Range(errors, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(1));
        Range(errors, nameof(options.Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Range(errors, nameof(options.MaxPendingMessages), options.MaxPendingMessages, 16, 1_000_000);
        Range(errors, nameof(options.MaxWaitingMessages), options.MaxWaitingMessages, 128, 10_000_000);
        Range(errors, nameof(options.MaxWaitingBytes), options.MaxWaitingBytes, 2L * 1024 * 1024, 64L * 1024 * 1024 * 1024);
        Range(errors, nameof(options.Prefetch), options.Prefetch, 1, 10_000);
        Range(errors, nameof(options.Parallelism), options.Parallelism, 1, 256);
        Range(errors, nameof(options.QueueExpiry), options.QueueExpiry, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        return errors.Build();
    }

    private static bool IsApplication(string? name) =>
        name is { Length: >= 1 and <= 64 } && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_');

    // The text itself is not shown: it may hold a password.
    private static string? ConnectionError(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "empty: say how to reach RabbitMQ";
        try
        {
            _ = new ConnectionFactory { Uri = new Uri(text) };
            return null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return "not a URI such as amqps://user:password@rabbit:5671/vhost";
        }
    }

    private static void Range<T>(ValidateOptionsResultBuilder errors, string option, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            errors.AddError($"RabbitMqOptions.{option} is {value}; it has to be {min} to {max}.", option);
    }
}
