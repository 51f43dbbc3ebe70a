using System.Globalization;
using ImKit.Faults.Network;

namespace ImKit.Faults;

/// <summary>What the command line asks for.</summary>
internal sealed record FaultSettings
{
    public int Kills { get; private init; } = 5;

    /// <summary>How often the PostgreSQL server is killed and started again, under the running server.</summary>
    public int DatabaseKills { get; private init; }

    /// <summary>How often the disk of the SQLite file is full for a while.</summary>
    public int FullDisks { get; private init; }

    /// <summary>All faults of a run.</summary>
    public int Faults => Kills + DatabaseKills + FullDisks;

    public int Seed { get; private init; } = 1;

    public string Store { get; private init; } = "sqlite";

    /// <summary>A PostgreSQL server of somebody's; empty for one of this run's own.</summary>
    public string Connection { get; private init; } = "";

    public string Transport { get; private init; } = "";

    public int Users { get; private init; } = 6;

    public int Groups { get; private init; } = 3;

    /// <summary>Where data and histories are kept; empty for a temporary folder that is removed after a run without findings.</summary>
    public string Folder { get; private init; } = "";

    /// <summary>Where the report goes; empty for nowhere.</summary>
    public string Report { get; private init; } = "";

    public static FaultSettings Read(string[] arguments)
    {
        var settings = new FaultSettings();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value");
            settings = arguments[i] switch
            {
                "--kills" => settings with { Kills = Number(value) },
                "--database-kills" => settings with { DatabaseKills = Number(value) },
                "--full-disks" => settings with { FullDisks = Number(value) },
                "--seed" => settings with { Seed = Number(value) },
                "--store" => value is "sqlite" or "postgres" ? settings with { Store = value } : throw new FormatException($"--store is sqlite or postgres, not '{value}'"),
                "--connection" => settings with { Connection = value },
                "--transport" => settings with { Transport = value },
                "--users" => settings with { Users = Math.Max(2, Number(value)) },
                "--groups" => settings with { Groups = Number(value) },
                "--folder" => settings with { Folder = value },
                "--report" => settings with { Report = value },
                _ => throw new FormatException($"unknown option '{arguments[i]}'"),
            };
        }

        if (settings.FullDisks > 0 && (settings.Store != "sqlite" || !SmallDisk.IsPossible))
            throw new FormatException("--full-disks needs --store sqlite, and root to mount a small disk");
        if (settings.Connection.Length > 0 && settings.Store != "postgres")
            throw new FormatException("--connection needs --store postgres");
        return settings.DatabaseKills > 0 && (settings.Store != "postgres" || settings.Connection.Length > 0)
            ? throw new FormatException("--database-kills needs --store postgres without --connection: it kills a server of its own only")
            : settings;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' is no number");
}
