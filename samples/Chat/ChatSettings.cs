using System.Globalization;
using System.Net;

namespace ImKit.Samples.Chat;

/// <summary>What the command line asks for.</summary>
/// <param name="Urls">Where the page is.</param>
/// <param name="Data">Where the file of messages is.</param>
/// <param name="Postgres">How to reach the database of messages, in place of the file; null for the file.</param>
/// <param name="Transport">What carries the WebSocket.</param>
/// <param name="Socket">Where it listens, if it is not the page's server.</param>
/// <param name="Error">What is wrong with the command line, or null.</param>
internal sealed record ChatSettings(string[] Urls, string Data, string? Postgres, string Transport, IPEndPoint Socket, string? Error)
{
    private const int DefaultPort = 5180;

    public static ChatSettings Read(IConfiguration configuration)
    {
        var transport = configuration["transport"] ?? ChatTransport.Default;
        if (!ChatTransport.IsKnown(transport))
            return Wrong($"--transport is linux, dotnetty or aspnetcore, not '{transport}'");
        if (!TryReadPort(configuration["port"], DefaultPort, out var port))
            return Wrong($"--port has to be 0 to 65535, not '{configuration["port"]}'");
        // Kestrel takes a free port only for an address, not for the name localhost.
        var host = port == 0 ? "127.0.0.1" : "localhost";
        var urls = configuration["urls"] is { Length: > 0 } named ? named.Split(';') : [$"http://{host}:{port}"];
        if (!TryReadPort(configuration["ws"], Beside(urls[0]), out var socket))
            return Wrong($"--ws has to be 0 to 65535, not '{configuration["ws"]}'");
        var data = Path.GetFullPath(configuration["data"] ?? Path.Combine(AppContext.BaseDirectory, "data"));
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"--data: {e.Message}");
        }

        return new(urls, data, configuration["postgres"], transport, new IPEndPoint(IsLocal(urls[0]) ? IPAddress.Loopback : IPAddress.IPv6Any, socket), null);
    }

    private static ChatSettings Wrong(string error) => new([], "", null, "", new IPEndPoint(IPAddress.Loopback, 0), error);

    private static bool TryReadPort(string? text, int otherwise, out int port)
    {
        port = otherwise;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535);
    }

    /// <summary>The port beside the page's, or any where the page takes any.</summary>
    private static int Beside(string url) => Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Port is > 0 and < 65535 ? page.Port + 1 : 0;

    private static bool IsLocal(string url) => Uri.TryCreate(url, UriKind.Absolute, out var page) && page.IsLoopback;
}
