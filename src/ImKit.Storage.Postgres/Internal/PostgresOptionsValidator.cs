using Microsoft.Extensions.Options;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

internal sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (ConnectionError(options.ConnectionString) is { } wrong)
            errors.AddError($"PostgresOptions.ConnectionString is {wrong}.", nameof(options.ConnectionString));
        if (!SchemaName.IsValid(options.Schema))
            errors.AddError($"PostgresOptions.Schema is '{options.Schema}'; it has to be 1 to 48 lower-case letters, digits and underscores, not beginning with a digit or pg_.", nameof(options.Schema));
        Range(errors, nameof(options.Partitions), options.Partitions, 1, 128);
        Range(errors, nameof(options.MaxConnections), options.MaxConnections, 2, 1000);
        Range(errors, nameof(options.QueueCapacity), options.QueueCapacity, 16, 1_000_000);
        Range(errors, nameof(options.MaxRefused), options.MaxRefused, 1, 1_000_000);
        Range(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(0.1));
        Range(errors, nameof(options.LockTimeout), options.LockTimeout, TimeSpan.FromMilliseconds(10));
        if (options.LockTimeout >= options.Timeout)
            errors.AddError($"PostgresOptions.LockTimeout is {options.LockTimeout}; it has to be less than Timeout ({options.Timeout}).", nameof(options.LockTimeout));
        return errors.Build();
    }

    // The text itself is not shown: it may hold a password.
    private static string? ConnectionError(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "empty: say how to reach the database";
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host) ? "without a Host" : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            return "not in Npgsql's form (name=value;…)";
        }
    }

    private static void Range(ValidateOptionsResultBuilder errors, string option, int value, int min, int max)
    {
        if (value < min || value > max)
            errors.AddError($"PostgresOptions.{option} is {value}; it has to be {min} to {max}.", option);
    }

    private static void Range(ValidateOptionsResultBuilder errors, string option, TimeSpan value, TimeSpan min)
    {
        if (value < min || value > TimeSpan.FromHours(1))
            errors.AddError($"PostgresOptions.{option} is {value}; it has to be {min} to an hour.", option);
    }
}
