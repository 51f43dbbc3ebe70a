using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>What the command line asks for behind <c>network</c>.</summary>
internal sealed record NetworkSettings
{
    public int Seed { get; private init; } = 1;

    /// <summary>How many runs, each with the next seed.</summary>
    public int Runs { get; private init; } = 1;

    /// <summary>How long faults are drawn in a run; what was begun is ended.</summary>
    public double Minutes { get; private init; } = 3;

    /// <summary>Part of the names of the faults that are drawn; empty for all.</summary>
    public string Only { get; private init; } = "";

    /// <summary>What nodes talk over: <c>redis</c>, or <c>rabbitmq</c> beside it.</summary>
    public string Broker { get; private init; } = "redis";

    public int Users { get; private init; } = 6;

    public int Groups { get; private init; } = 3;

    /// <summary>Where data and histories are kept; empty for a temporary folder that is removed after a run without findings.</summary>
    public string Folder { get; private init; } = "";

    /// <summary>Where the report goes; empty for nowhere.</summary>
    public string Report { get; private init; } = "";

    public static NetworkSettings Read(string[] arguments)
    {
        var settings = new NetworkSettings();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value");
            settings = arguments[i] switch
            {
                "--seed" => settings with { Seed = Number(value) },
                "--runs" => settings with { Runs = Math.Max(1, Number(value)) },
                "--minutes" => settings with { Minutes = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) ? minutes : throw Wrong(value) },
                "--only" => settings with { Only = value },
                "--broker" => value is "redis" or "rabbitmq" ? settings with { Broker = value } : throw new FormatException($"--broker is redis or rabbitmq, not '{value}'"),
                "--users" => settings with { Users = Math.Max(2, Number(value)) },
                "--groups" => settings with { Groups = Number(value) },
                "--folder" => settings with { Folder = value },
                "--report" => settings with { Report = value },
                _ => throw new FormatException($"unknown option '{arguments[i]}'"),
            };
        }

        return settings;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"network --seed {Seed}{(Runs > 1 ? $" --runs {Runs}" : "")} --minutes {Minutes}{(Broker == "redis" ? "" : $" --broker {Broker}")}{(Only.Length > 0 ? $" --only \"{Only}\"" : "")} --users {Users} --groups {Groups}");

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(text);

    private static FormatException Wrong(string text) => new($"'{text}' is no number");
}
