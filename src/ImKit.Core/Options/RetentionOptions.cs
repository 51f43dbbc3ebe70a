namespace ImKit;

/// <summary>How long messages are kept. What is older is removed from the beginning of each log, in the background.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long direct conversations keep entries; 0 for ever. Default 0.</summary>
    public TimeSpan Direct { get; set; }

    /// <summary>How long groups keep entries; 0 for ever. Default 0.</summary>
    public TimeSpan Group { get; set; }

    /// <summary>Tenants with times of their own, by id. Default none.</summary>
    public IDictionary<string, TenantRetention> Tenants { get; } = new Dictionary<string, TenantRetention>();

    /// <summary>How long the id of a trimmed message is remembered, by which a late retry is recognised: at least 7 days. Default 7 days.</summary>
    public TimeSpan DedupKeys { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Time between two rounds of trimming. Default 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Conversations that a round looks at; the next goes on behind them. Default 1000.</summary>
    public int ConversationsPerRound { get; set; } = 1000;

    /// <summary>Entries, and dedup keys, that a round removes. Default 10,000.</summary>
    public int EntriesPerRound { get; set; } = 10000;
}

/// <summary>How long one tenant's messages are kept.</summary>
public sealed class TenantRetention
{
    /// <summary>How long direct conversations keep entries; 0 for ever. Default 0.</summary>
    public TimeSpan Direct { get; set; }

    /// <summary>How long groups keep entries; 0 for ever. Default 0.</summary>
    public TimeSpan Group { get; set; }
}
