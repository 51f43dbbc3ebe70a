using System.Globalization;

namespace ImKit.Faults;

/// <summary>What the command line asks for.</summary>
internal sealed record FaultSettings
{
    public int Kills { get; private init; } = 5;

    public int Seed { get; private init; } = 1;

    public string Store { get; private init; } = "sqlite";

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

        return settings.Store == "postgres" && settings.Connection.Length == 0 ? throw new FormatException("--store postgres needs --connection") : settings;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' is no number");
}
