using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImKit.Testing;

/// <summary>Keeps what a server logs as an error; the first 100.</summary>
internal sealed class LoggedErrors : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LoggedErrors errors, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && errors._lines.Count < 100)
                errors._lines.Enqueue($"{category} {eventId.Id}: {formatter(state, exception)} {exception}");
        }
    }
}
