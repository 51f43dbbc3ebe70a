using DotNetty.Common.Internal.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImKit.Transports.Internal;

/// <summary>Sends what DotNetty logs to the host. DotNetty's loggers live as long as the process, a host's do not, so they look the host up each time.</summary>
internal sealed class DotNettyLogging : ILoggerFactory
{
    private static readonly Lock s_gate = new();
    private static readonly List<ILoggerFactory> s_hosts = [];
    private static ILoggerFactory s_latest = NullLoggerFactory.Instance;

    static DotNettyLogging() => InternalLoggerFactory.DefaultFactory = new DotNettyLogging();

    private DotNettyLogging()
    {
    }

    /// <summary>Logs to this host from now on; of several hosts in one process the latest that still runs gets it.</summary>
    public static void Use(ILoggerFactory host)
    {
        lock (s_gate)
        {
            s_hosts.Add(host);
            Volatile.Write(ref s_latest, host);
        }
    }

    /// <summary>The host ends; nothing may be logged to it any more.</summary>
    public static void Release(ILoggerFactory host)
    {
        lock (s_gate)
        {
            s_hosts.Remove(host);
            Volatile.Write(ref s_latest, s_hosts.Count > 0 ? s_hosts[^1] : NullLoggerFactory.Instance);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Forwarding(categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Forwarding(string category) : ILogger
    {
        private Tuple<ILoggerFactory, ILogger>? _current;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Current.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => Current.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Current.Log(logLevel, eventId, state, exception, formatter);

        private ILogger Current
        {
            get
            {
                var host = Volatile.Read(ref s_latest);
                var current = Volatile.Read(ref _current);
                if (current?.Item1 != host)
                    Volatile.Write(ref _current, current = Tuple.Create(host, host.CreateLogger(category)));
                return current!.Item2;
            }
        }
    }
}
