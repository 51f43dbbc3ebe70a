namespace ImKit;

/// <summary>Names under which the PostgreSQL store can be watched. They do not change. Npgsql's own metrics are in its meter <c>Npgsql</c>.</summary>
public static class PostgresTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.Postgres";

    /// <summary>Counter: calls that were answered. Tag <c>kind</c>: <c>write</c> or <c>read</c>.</summary>
    public const string Calls = "imkit.postgres.calls";

    /// <summary>Counter: calls that failed. Tags <c>kind</c>, and <c>reason</c>: <c>lock</c>, <c>deadlock</c>, <c>timeout</c>, <c>connection</c>, <c>server</c>.</summary>
    public const string Failed = "imkit.postgres.failed";

    /// <summary>Counter: calls refused because too many waited.</summary>
    public const string Rejected = "imkit.postgres.rejected";

    /// <summary>Log event: the database is open.</summary>
    public const int Opened = 4200;

    /// <summary>Log event: the schema was made or brought up to date.</summary>
    public const int Migrated = 4201;

    /// <summary>Log event: a write has failed.</summary>
    public const int WriteFailed = 4202;

    /// <summary>Log event: the connections are closed.</summary>
    public const int Closed = 4203;

    /// <summary>Log event: calls did not end in time when the host stopped.</summary>
    public const int CloseTimedOut = 4204;

    /// <summary>Log event: the way to the database is not encrypted, and it leads over a network.</summary>
    public const int NotEncrypted = 4205;

    /// <summary>Log event: the server acknowledges commits that are not on disk, as the options allow.</summary>
    public const int NotDurable = 4206;

    /// <summary>Log event: what a dead node has left could not be removed; it is tried again.</summary>
    public const int SweepFailed = 4207;

    /// <summary>Log event: the server could not be listened to for published messages; they are looked for by time alone, and it is tried again.</summary>
    public const int ListenFailed = 4208;
}
