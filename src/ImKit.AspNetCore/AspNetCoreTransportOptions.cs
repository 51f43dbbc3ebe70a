namespace ImKit;

/// <summary>Settings of the ASP.NET Core transport that all its endpoints share. Checked at start.</summary>
public sealed class AspNetCoreTransportOptions
{
    /// <summary>How long a connection that is being closed may take to end in order; then it is cut. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
