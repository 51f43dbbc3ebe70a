using System.Globalization;
using System.Net;

namespace ImKit.Samples.Chat;

/// <summary>What the command line asks for.</summary>
internal sealed record ChatSettings
{
    private const int DefaultPort = 5180;

    /// <summary>Where the page is.</summary>
    public string[] Urls { get; private init; } = [];

    /// <summary>Where the file of messages is.</summary>
    public string Data { get; private init; } = "";

    /// <summary>How to reach the database of messages, in place of the file; null for the file.</summary>
    public string? Postgres { get; private init; }

    /// <summary>How to reach what several nodes meet in; null for one node.</summary>
    public string? Redis { get; private init; }

    /// <summary>Which of several nodes this is.</summary>
    public int Node { get; private init; }

    /// <summary>What carries the WebSocket.</summary>
    public string Transport { get; private init; } = "";

    /// <summary>Where it listens, if it is not the page's server.</summary>
    public IPEndPoint Socket { get; private init; } = new(IPAddress.Loopback, 0);

    /// <summary>Where frames without WebSocket are taken; null for nowhere.</summary>
    public IPEndPoint? Tcp { get; private init; }

    /// <summary>The proxies in front of the sockets, which begin every connection with a PROXY header; null for none.</summary>
    public IPNetwork? Proxy { get; private init; }

    /// <summary>What is wrong with the command line, or null.</summary>
    public string? Error { get; private init; }

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
        if (!TryReadPort(configuration["tcp"], -1, out var tcp))
            return Wrong($"--tcp has to be 0 to 65535, not '{configuration["tcp"]}'");
        if (!TryReadProxy(configuration["proxy"], out var proxy))
            return Wrong($"--proxy is an address or a network of proxies, not '{configuration["proxy"]}'");
        if (transport == ChatTransport.AspNetCore && (tcp >= 0 || proxy is not null))
            return Wrong("--tcp and --proxy are for --transport linux and dotnetty");
        var (redis, postgres) = (configuration["redis"], configuration["postgres"]);
        if (redis is { Length: > 0 } && postgres is not { Length: > 0 })
            return Wrong("--redis needs --postgres: several nodes share their messages, and a file belongs to one machine");
        var node = 0;
        if (redis is { Length: > 0 } && !(int.TryParse(configuration["node"], NumberStyles.None, CultureInfo.InvariantCulture, out node) && node <= 1023))
            return Wrong("--redis needs --node, 0 to 1023, another one for each node");
        var data = Path.GetFullPath(configuration["data"] ?? Path.Combine(AppContext.BaseDirectory, "data"));
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"--data: {e.Message}");
        }

        var address = IsLocal(urls[0]) ? IPAddress.Loopback : IPAddress.IPv6Any;
        return new()
        {
            Urls = urls, Data = data, Postgres = postgres, Redis = redis is { Length: > 0 } ? redis : null, Node = node, Transport = transport, Proxy = proxy,
            Socket = new IPEndPoint(address, socket), Tcp = tcp >= 0 ? new IPEndPoint(address, tcp) : null,
        };
    }

    /// <summary>A name that stays the same over restarts: a new start takes the place of the old one at once.</summary>
    public void Name(NodeOptions node)
    {
        if (Redis is not null)
            (node.Id, node.Number) = (string.Create(CultureInfo.InvariantCulture, $"chat-{Node}"), Node);
    }

    private static ChatSettings Wrong(string error) => new() { Error = error };

    private static bool TryReadPort(string? text, int otherwise, out int port)
    {
        port = otherwise;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535);
    }

    private static bool TryReadProxy(string? text, out IPNetwork? proxy)
    {
        proxy = null;
        if (IPNetwork.TryParse(text, out var network))
            proxy = network;
        else if (IPAddress.TryParse(text, out var address))
            proxy = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return text is null || proxy is not null;
    }

    /// <summary>The port beside the page's, or any where the page takes any.</summary>
    private static int Beside(string url) => Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Port is > 0 and < 65535 ? page.Port + 1 : 0;

    private static bool IsLocal(string url) => Uri.TryCreate(url, UriKind.Absolute, out var page) && page.IsLoopback;
}
