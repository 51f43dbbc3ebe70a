using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImKit.Samples.Goim;

/// <summary>What the command line asks for; the defaults are those of goim's example configuration.</summary>
internal sealed class GoimSettings
{
    private const int GoimBody = 4096;
    private const int Header = 16;

    public const string Usage =
        "usage: Goim [--tcp PORT] [--ws PORT] [--http PORT] [--handshake SECONDS] [--heartbeat SECONDS] [--origin URL]... [--drain SECONDS] [--transport linux|dotnetty|aspnetcore]";

    public int Tcp { get; private set; } = 3101;

    public int Ws { get; private set; } = 3102;

    public int Http { get; private set; } = 3111;

    public TimeSpan Handshake { get; private set; } = TimeSpan.FromSeconds(5);

    public TimeSpan Heartbeat { get; private set; } = TimeSpan.FromMinutes(4);

    public TimeSpan Drain { get; private set; } = TimeSpan.FromSeconds(10);

    public string Transport { get; private set; } = GoimTransport.Default;

    public List<string> Origins { get; } = [];

    public static bool TryRead(string[] args, [NotNullWhen(true)] out GoimSettings? settings, out string message)
    {
        settings = new GoimSettings();
        message = "";
        for (var i = 0; i < args.Length && message.Length == 0; i += 2)
            message = i + 1 < args.Length ? settings.Set(args[i], args[i + 1]) : $"{args[i]} needs a value\n{Usage}";
        if (message.Length == 0 && (settings.Tcp == settings.Ws || settings.Tcp == settings.Http))
            message = $"--tcp {settings.Tcp} is a port of its own; --ws and --http may share one";
        return message.Length == 0;
    }

    public void Apply(ImKitOptions options)
    {
        options.Protocol.MaxFrameBytes = Header + GoimBody;
        options.Messaging.MaxBodyBytes = GoimBody;
        options.Protocol.HandshakeTimeout = Handshake;
        options.Protocol.Heartbeat = Heartbeat;
        options.Protocol.HeartbeatMisses = 2;
        options.Drain.Period = Drain;
        // goim has no limit on frames, and what a client does not read it loses; here the loss is counted.
        options.Limits.FramesPerSecond = 0;
        options.SlowConsumers.Policy = SlowConsumerPolicy.DropNewest;
    }

    public void Apply(GoimApiOptions options)
    {
        // Everybody may push, as with goim itself: for development.
        options.Open = true;
        options.TcpPort = Tcp;
        options.WsPort = Ws;
    }

    public void ApplyOrigins(ImKitEndpointOptions options)
    {
        foreach (var origin in Origins)
            options.AllowedOrigins.Add(origin);
    }

    private string Set(string option, string value)
    {
        switch (option)
        {
            case "--tcp": return Port(option, value, port => Tcp = port);
            case "--ws": return Port(option, value, port => Ws = port);
            case "--http": return Port(option, value, port => Http = port);
            case "--handshake": return Seconds(option, value, 0.1, time => Handshake = time);
            case "--heartbeat": return Seconds(option, value, 0.1, time => Heartbeat = time);
            case "--drain": return Seconds(option, value, 0, time => Drain = time);
            case "--origin":
                Origins.Add(value);
                return "";
            case "--transport":
                Transport = value;
                return GoimTransport.IsKnown(value) ? "" : $"--transport is linux, dotnetty or aspnetcore, not '{value}'";
            default: return $"there is no option {option}\n{Usage}";
        }
    }

    private static string Port(string option, string value, Action<int> set)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return $"{option} has to be 1 to 65535, not '{value}'";
        set(port);
        return "";
    }

    private static string Seconds(string option, string value, double least, Action<TimeSpan> set)
    {
        if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds < least || seconds > 86400)
            return $"{option} has to be {least.ToString(CultureInfo.InvariantCulture)} to 86400 seconds, not '{value}'";
        set(TimeSpan.FromSeconds(seconds));
        return "";
    }
}
