namespace ImKit;

/// <summary>Signals such as typing: to the members' sessions, stored nowhere.</summary>
public sealed class SignalOptions
{
    /// <summary>The most bytes that a signal carries. Default 1024.</summary>
    public int MaxBytes { get; set; } = 1024;

    /// <summary>Signals of one user a second on this node; more are refused. Default 10.</summary>
    public int PerSecond { get; set; } = 10;

    /// <summary>The most members that a conversation with signals has, at most 1000. Default 100.</summary>
    public int MaxMembers { get; set; } = 100;
}
