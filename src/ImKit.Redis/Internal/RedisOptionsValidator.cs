using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Configuration is null && ConnectionError(options.ConnectionString) is { } wrong)
            errors.AddError($"RedisOptions.ConnectionString is {wrong}.", nameof(options.ConnectionString));
        if (!IsApplication(options.Application))
        {
            errors.AddError(
                $"RedisOptions.Application is '{options.Application}'; it has to be 1 to 64 lower-case letters, digits, dots, hyphens and underscores: the name that the "
                + "nodes of this application share and no other application on the same Redis has.", nameof(options.Application));
        }

        Range(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
        Range(errors, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(1));
        Range(errors, nameof(options.MaxPendingCalls), options.MaxPendingCalls, 16, 1_000_000);
        Range(errors, nameof(options.MaxWaitingMessages), options.MaxWaitingMessages, 128, 10_000_000);
        Range(errors, nameof(options.BatchSize), options.BatchSize, 1, 1000);
        Range(errors, nameof(options.LeaseMemory), options.LeaseMemory, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Range(errors, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
        return errors.Build();
    }

    private static bool IsApplication(string? name) =>
        name is { Length: >= 1 and <= 64 } && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_');

    // The text itself is not shown: it may hold a password.
    private static string? ConnectionError(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "empty: say how to reach Redis";
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count == 0 ? "without an address" : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            return "not in StackExchange.Redis's form (address:port,name=value,…)";
        }
    }

    private static void Range<T>(ValidateOptionsResultBuilder errors, string option, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            errors.AddError($"RedisOptions.{option} is {value}; it has to be {min} to {max}.", option);
    }
}
