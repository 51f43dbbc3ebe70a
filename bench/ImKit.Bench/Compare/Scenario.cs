using System.Globalization;

namespace ImKit.Bench.Compare;

/// <summary>One load that every server gets.</summary>
/// <param name="Id">The first part of its figures' keys.</param>
/// <param name="Title">The table's column.</param>
/// <param name="Mode">The generator's mode.</param>
/// <param name="Connections">Members.</param>
internal sealed record Scenario(string Id, string Title, string Mode, int Connections)
{
    /// <summary>Broadcasts or pushes outstanding; used when <see cref="Rate"/> is 0.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Broadcasts a second; 0 to keep a window.</summary>
    public double Rate { get; init; }

    /// <summary>Echoes outstanding per connection.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Seconds between heartbeats; 0 for none.</summary>
    public int Heartbeat { get; init; }

    /// <summary>The contestant that ratios are to.</summary>
    public string Reference { get; init; } = Contestant.LimitDirect;

    public const string EchoOne = "echo-1";
    public const string EchoSixteen = "echo-16";
    public const string Push = "push";

    public static Scenario JustInTime { get; } = new("warm-up", "warm-up", "fanout", 200) { Window = 4 };

    public static Scenario FirstLogins { get; } = new("first-logins", "first logins", "idle", 300);

    /// <summary>One message at a time and twenty a second: nothing waits but the room itself.</summary>
    public static Scenario Lone { get; } = new("lone", "lone message", "fanout", 1000) { Rate = 20 };

    public static Scenario Idle(int connections) =>
        // A room in which nothing is published.
        new("idle", "idle", "fanout", connections) { Rate = 0.0001, Heartbeat = 30 };

    public static string RoomId(int members, int window) => string.Create(CultureInfo.InvariantCulture, $"room-{members}-{window}");

    /// <summary>Those that are measured by CPU time per operation.</summary>
    public static List<Scenario> ByCpu(CompareSettings settings) =>
    [
        .. settings.Members.SelectMany(members => settings.Windows.Select(window =>
            new Scenario(RoomId(members, window), string.Create(CultureInfo.InvariantCulture, $"room of {members}, {window} waiting"), "fanout", members)
            {
                Window = window,
                Reference = window == 1 ? Contestant.LimitDirect : Contestant.LimitMerged,
            })),
        new(EchoOne, "echo, 1 in flight", "echo", 100),
        new(EchoSixteen, "echo, 16 in flight", "echo", 100) { Depth = 16 },
        new(Push, "push to one user", "push", 100) { Window = 16 },
    ];
}
