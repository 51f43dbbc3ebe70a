using System.Net;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>What the options make of a connection. Pure.</summary>
internal static class RedisSettings
{
    public static ConfigurationOptions Create(RedisOptions options)
    {
        var settings = options.Configuration?.Invoke() ?? ConfigurationOptions.Parse(options.ConnectionString);
        settings.AbortOnConnectFail = false;
        // What cannot be sent now fails now: a caller that waits for an outage to end holds memory, and its client has gone.
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectTimeout = Milliseconds(options.ConnectTimeout);
        settings.AsyncTimeout = Milliseconds(options.Timeout);
        settings.SyncTimeout = Milliseconds(options.Timeout);
        settings.ReconnectRetryPolicy = new LinearRetry(500);
        settings.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        settings.ClientName ??= $"imkit-{options.Application}";
        // Errors reach logs: no keys, which hold names of users, and no counters.
        settings.IncludeDetailInExceptions = false;
        settings.IncludePerformanceCountersInExceptions = false;
        return settings;
    }

    /// <summary>Whether what is sent can be read on a network.</summary>
    public static bool IsExposed(ConfigurationOptions settings) => !settings.Ssl && settings.EndPoints.Any(static endpoint => endpoint switch
    {
        IPEndPoint ip => !IPAddress.IsLoopback(ip.Address),
        DnsEndPoint dns => dns.Host != "localhost",
        _ => false,
    });

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);
}
