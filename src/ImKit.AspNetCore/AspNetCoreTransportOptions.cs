namespace ImKit;

/// <summary>Settings of the ASP.NET Core transport that all its endpoints share. Checked at start.</summary>
public sealed class AspNetCoreTransportOptions
{
    /// <summary>How long a connection that is being closed may take to end in order; then it is cut. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a WebSocket over HTTP/1.1 without TLS writes to its socket itself, past the web server's pipe. Turn it off if a
    /// connection middleware of your own changes or watches the bytes. Default true.</summary>
    public bool DirectWrites { get; set; } = true;
}
