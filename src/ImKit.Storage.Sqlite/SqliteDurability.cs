namespace ImKit.Storage.Sqlite;

/// <summary>What an acknowledged append survives.</summary>
public enum SqliteDurability
{
    /// <summary>The process's death and a power cut: every commit waits for the disk (<c>synchronous=FULL</c>).</summary>
    PowerLoss = 0,

    /// <summary>The process's death only: a power cut may take the newest commits (<c>synchronous=NORMAL</c>). Faster, and no longer what
    /// ImKit promises of an acknowledged message.</summary>
    ProcessCrash = 1,
}
