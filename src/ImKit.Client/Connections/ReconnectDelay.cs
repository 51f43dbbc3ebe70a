namespace ImKit.Client.Connections;

/// <summary>How long to wait before the next attempt: full jitter, doubled each time, or what the server asks for. One caller.</summary>
internal sealed class ReconnectDelay(ImKitClientOptions options)
{
    private const int MostDoublings = 20;
    private int _attempts;

    /// <summary>A login has held long enough: begin again.</summary>
    public void Reset() => _attempts = 0;

    /// <summary>The wait after an end. The server's hint is taken as it is: the server has made it random.</summary>
    public TimeSpan After(LinkEnd end)
    {
        if (end.RetryAfter is { } asked)
            return asked < options.MaxServerDelay ? asked : options.MaxServerDelay;
        var most = options.MinReconnectDelay * Math.Pow(2, Math.Min(_attempts++, MostDoublings));
        if (most > options.MaxReconnectDelay)
            most = options.MaxReconnectDelay;
        lock (options.Random)
            return most * options.Random.NextDouble();
    }
}
