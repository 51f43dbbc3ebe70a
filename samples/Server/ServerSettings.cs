using System.Globalization;
using System.Net;

namespace ImKit.Samples.Server;

/// <summary>What the command line asks for.</summary>
internal sealed record ServerSettings
{
    private static readonly string[] s_known = ["data", "postgres", "redis", "rabbitmq", "node", "tcp", "ws", "http", "transport", "secret", "heartbeat", "drain", "logins", "user", "device", "days"];

    public string Data { get; private init; } = "";

    /// <summary>How to reach the database of conversations; empty for a file in the data folder.</summary>
    public string Postgres { get; private init; } = "";

    /// <summary>How to reach what several nodes meet in; empty for one node.</summary>
    public string Redis { get; private init; } = "";

    /// <summary>How to reach what several nodes talk over; empty for Redis.</summary>
    public string RabbitMq { get; private init; } = "";

    /// <summary>Which of several nodes this is.</summary>
    public int Node { get; private init; }

    public IPEndPoint Tcp { get; private init; } = new(IPAddress.Loopback, 0);

    public IPEndPoint Ws { get; private init; } = new(IPAddress.Loopback, 0);

    public IPEndPoint Http { get; private init; } = new(IPAddress.Loopback, 0);

    public string Transport { get; private init; } = "";

    /// <summary>What the administrative port asks for; empty for nothing.</summary>
    public string Secret { get; private init; } = "";

    public TimeSpan Heartbeat { get; private init; }

    public TimeSpan Drain { get; private init; }

    /// <summary>Logins a second that are admitted; 0 for no limit.</summary>
    public int Logins { get; private init; }

    /// <summary>Reads the arguments behind the command.</summary>
    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static ServerSettings Read(string[] arguments)
    {
        var given = Pairs(arguments);
        var settings = new ServerSettings
        {
            Data = Path.GetFullPath(given.GetValueOrDefault("data", Path.Combine(AppContext.BaseDirectory, "data"))),
            Postgres = given.GetValueOrDefault("postgres", ""),
            Redis = given.GetValueOrDefault("redis", ""),
            RabbitMq = given.GetValueOrDefault("rabbitmq", ""),
            Node = Number(given, "node", 0),
            Tcp = Address(given, "tcp", 7001),
            Ws = Address(given, "ws", 7002),
            Http = Address(given, "http", 7003),
            Transport = given.GetValueOrDefault("transport", ServerTransport.Default),
            Secret = given.GetValueOrDefault("secret", ""),
            Heartbeat = TimeSpan.FromSeconds(Number(given, "heartbeat", 30)),
            Drain = TimeSpan.FromSeconds(Number(given, "drain", 5)),
            Logins = Number(given, "logins", 0),
        };
        if (!ServerTransport.IsKnown(settings.Transport))
            throw new FormatException($"--transport is linux, dotnetty or aspnetcore, not '{settings.Transport}'");
        if (settings.Redis.Length > 0 && (settings.Postgres.Length == 0 || settings.Node is 0 or > 1023))
            throw new FormatException("--redis needs --postgres, which the nodes share, and --node, 1 to 1023, another one for each");
        if (settings.RabbitMq.Length > 0 && settings.Redis.Length == 0)
            throw new FormatException("--rabbitmq needs --redis, in which the nodes meet");
        if (!IPAddress.IsLoopback(settings.Http.Address) && settings.Secret.Length == 0)
            throw new FormatException("--http on an address that others reach needs --secret");
        return settings;
    }

    /// <summary>The names and values of a command line.</summary>
    public static Dictionary<string, string> Pairs(string[] arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (!s_known.Contains(name))
                throw new FormatException($"unknown option '{arguments[i]}'");
            if (i + 1 == arguments.Length)
                throw new FormatException($"--{name} needs a value");
            given[name] = arguments[i + 1];
        }

        return given;
    }

    public static int Number(Dictionary<string, string> given, string name, int otherwise) =>
        !given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new FormatException($"--{name} is a number above 0, not '{text}'");

    /// <summary>An address, or a port of the loopback.</summary>
    private static IPEndPoint Address(Dictionary<string, string> given, string name, int port)
    {
        var text = given.GetValueOrDefault(name, $"127.0.0.1:{port}");
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var alone))
            return new IPEndPoint(IPAddress.Loopback, alone);
        return IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal)
            ? address
            : throw new FormatException($"--{name} is a port or ADDRESS:PORT, not '{text}'");
    }
}
