namespace ImKit.Samples.Chat;

/// <summary>What the command line asks for.</summary>
internal sealed record ChatSettings(string[] Urls, string Data, string? Error)
{
    private const int DefaultPort = 5180;

    public static ChatSettings Read(IConfiguration configuration)
    {
        var data = Path.GetFullPath(configuration["data"] ?? Path.Combine(AppContext.BaseDirectory, "data"));
        var port = DefaultPort;
        if (configuration["port"] is { } text && !(int.TryParse(text, out port) && port is >= 0 and <= 65535))
            return new([], data, $"--port has to be 0 to 65535, not '{text}'");
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new([], data, $"--data: {e.Message}");
        }

        // Kestrel takes a free port only for an address, not for the name localhost.
        var host = port == 0 ? "127.0.0.1" : "localhost";
        var urls = configuration["urls"] is { Length: > 0 } named ? named.Split(';') : [$"http://{host}:{port}"];
        return new(urls, data, null);
    }
}
