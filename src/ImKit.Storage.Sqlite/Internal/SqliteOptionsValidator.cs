using Microsoft.Extensions.Options;

namespace ImKit.Storage.Sqlite.Internal;

internal sealed class SqliteOptionsValidator : IValidateOptions<SqliteOptions>
{
    private const long MinFileBytes = 1 << 20;

    public ValidateOptionsResult Validate(string? name, SqliteOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.Path))
            errors.AddError("SqliteOptions.Path is empty: name the file that holds the messages.", nameof(options.Path));
        else if (options.Path.StartsWith(':') || options.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            errors.AddError($"SqliteOptions.Path is '{options.Path}': only a plain file path is taken; without AddSqlite the stores are in memory.", nameof(options.Path));
        if (!Enum.IsDefined(options.Durability))
            errors.AddError($"SqliteOptions.Durability is {(int)options.Durability}, which is no value of it.", nameof(options.Durability));
        Range(errors, nameof(options.ReaderThreads), options.ReaderThreads, 1, 64);
        Range(errors, nameof(options.QueueCapacity), options.QueueCapacity, 16, 1_000_000);
        Range(errors, nameof(options.MaxCallsPerCommit), options.MaxCallsPerCommit, 1, 10_000);
        Range(errors, nameof(options.CheckpointPages), options.CheckpointPages, 100, 1_000_000);
        Range(errors, nameof(options.Timeout), options.Timeout, TimeSpan.FromDays(1));
        Range(errors, nameof(options.BusyTimeout), options.BusyTimeout, TimeSpan.FromHours(1));
        if (options.MaxFileBytes is not 0 and < MinFileBytes)
            errors.AddError($"SqliteOptions.MaxFileBytes is {options.MaxFileBytes}; it has to be 0 (no limit) or at least {MinFileBytes}.", nameof(options.MaxFileBytes));
        return errors.Build();
    }

    private static void Range(ValidateOptionsResultBuilder errors, string option, int value, int min, int max)
    {
        if (value < min || value > max)
            errors.AddError($"SqliteOptions.{option} is {value}; it has to be {min} to {max}.", option);
    }

    private static void Range(ValidateOptionsResultBuilder errors, string option, TimeSpan value, TimeSpan max)
    {
        if (value <= TimeSpan.Zero || value > max)
            errors.AddError($"SqliteOptions.{option} is {value}; it has to be above zero and at most {max}.", option);
    }
}
