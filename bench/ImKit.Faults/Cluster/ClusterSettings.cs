using System.Globalization;

namespace ImKit.Faults.Cluster;

/// <summary>What the command line asks for behind <c>rolling</c>.</summary>
internal sealed record ClusterSettings
{
    public const int Nodes = 3;

    /// <summary>How often a node is stopped in order and started again, one after the other.</summary>
    public int Restarts { get; private init; } = 10;

    /// <summary>How often a node, Redis or PostgreSQL is killed and started again.</summary>
    public int Kills { get; private init; }

    public int Seed { get; private init; } = 1;

    public int Users { get; private init; } = 6;

    public int Groups { get; private init; } = 3;

    /// <summary>Further clients, which only stay connected.</summary>
    public int Idle { get; private init; } = 150;

    /// <summary>Seconds over which a node lets its clients go.</summary>
    public int Drain { get; private init; } = 5;

    /// <summary>Logins a second that a node admits.</summary>
    public int Logins { get; private init; } = 20;

    /// <summary>Where data and histories are kept; empty for a temporary folder that is removed after a run without findings.</summary>
    public string Folder { get; private init; } = "";

    /// <summary>Where the report goes; empty for nowhere.</summary>
    public string Report { get; private init; } = "";

    public static ClusterSettings Read(string[] arguments)
    {
        var settings = new ClusterSettings();
        if (arguments.Contains("--kills") && !arguments.Contains("--restarts"))
            settings = settings with { Restarts = 0 };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value");
            settings = arguments[i] switch
            {
                "--restarts" => settings with { Restarts = Number(value) },
                "--kills" => settings with { Kills = Number(value) },
                "--seed" => settings with { Seed = Number(value) },
                "--users" => settings with { Users = Math.Max(2, Number(value)) },
                "--groups" => settings with { Groups = Number(value) },
                "--idle" => settings with { Idle = Number(value) },
                "--drain" => settings with { Drain = Math.Max(1, Number(value)) },
                "--logins" => settings with { Logins = Math.Max(1, Number(value)) },
                "--folder" => settings with { Folder = value },
                "--report" => settings with { Report = value },
                _ => throw new FormatException($"unknown option '{arguments[i]}'"),
            };
        }

        return settings;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"rolling{(Restarts > 0 ? $" --restarts {Restarts}" : "")}{(Kills > 0 ? $" --kills {Kills}" : "")} --seed {Seed} --users {Users} --idle {Idle} --drain {Drain} --logins {Logins}");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' is no number");
}
