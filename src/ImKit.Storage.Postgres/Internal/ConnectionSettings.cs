using System.Globalization;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>What the options make of a connection. Pure.</summary>
internal static class ConnectionSettings
{
    private const int Statements = 128;

    /// <summary>Connections of calls. They go back to a pool.</summary>
    public static NpgsqlDataSource CreateSource(PostgresOptions options) => Create(Text(options));

    /// <summary>A connection that listens: outside the pool, whose connections are given back without a reset.</summary>
    public static NpgsqlDataSource CreateListening(PostgresOptions options) => Create(new NpgsqlConnectionStringBuilder(Text(options)) { Pooling = false }.ToString());

    private static NpgsqlDataSource Create(string text)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(text);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    private static string Text(PostgresOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = true,
            MaxPoolSize = options.MaxConnections,
            MinPoolSize = 0,
            Multiplexing = false,
            Enlist = false,
            // Statements of ours leave nothing behind in a session, so a connection that goes back to the pool needs no reset.
            NoResetOnClose = true,
            MaxAutoPrepare = Statements,
            AutoPrepareMinUsages = 2,
            // The deadline of a call is a token; these are the nets below it.
            CommandTimeout = Seconds(options.Timeout) + 1,
            Timeout = Math.Min(Seconds(options.Timeout), 1024),
            CancellationTimeout = 1000,
            TcpKeepAlive = true,
            IncludeErrorDetail = false,
            IncludeFailedBatchedCommand = false,
            PersistSecurityInfo = false,
        };
        text.ApplicationName ??= "ImKit";
        text.Options = $"{Server(options)} {text.Options}".Trim();
        return text.ToString();
    }

    // Every statement here is a look-up by an index. A plan made while the tables were small would scan them, and stays in the session when they
    // are large; so the planner may not choose scans and hashes. A node that stands still in the middle of a transaction holds conversations
    // that the others wait for: the server ends it.
    private static string Server(PostgresOptions options) => string.Join(' ',
        Set("lock_timeout", Milliseconds(options.LockTimeout)),
        Set("statement_timeout", Milliseconds(options.Timeout)),
        Set("idle_in_transaction_session_timeout", Milliseconds(options.Timeout)),
        Set("plan_cache_mode", "force_generic_plan"),
        Set("enable_seqscan", "off"), Set("enable_hashjoin", "off"), Set("enable_mergejoin", "off"), Set("enable_bitmapscan", "off"),
        Set("jit", "off"));

    private static string Set(string name, string value) => $"-c {name}={value}";

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static string Milliseconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
}
