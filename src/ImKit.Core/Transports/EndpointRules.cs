using System.Net;
using System.Text;
using ImKit.Protocol.Http;

namespace ImKit.Transports;

/// <summary>What follows from the settings of an endpoint. Immutable; any thread.</summary>
internal sealed class EndpointRules
{
    private readonly IPNetwork[] _proxies;

    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public EndpointRules(ListenEndpoint endpoint)
    {
        var options = endpoint.WebSocket;
        Require(endpoint.Protocols is > ListenProtocols.None and <= ListenProtocols.Both, nameof(endpoint.Protocols), "Frames, WebSocket or Both");
        Require(options.MaxRequestLineBytes is >= 64 and <= 65536, nameof(options.MaxRequestLineBytes), "64 to 65536");
        Require(options.MaxHeaders is >= 8 and <= 1024, nameof(options.MaxHeaders), "8 to 1024");
        Require(options.MaxRequestBytes is >= 256 and <= 65536, nameof(options.MaxRequestBytes), "256 to 65536");
        Require(options.Paths.Count > 0 || endpoint.Protocols == ListenProtocols.Frames, nameof(options.Paths), "at least one path");
        foreach (var path in options.Paths)
            Require(path.StartsWith('/') && path.All(static c => c is > ' ' and < '\u007f' and not '?' and not '#'), nameof(options.Paths), "printable ASCII that begins with a slash");
        foreach (var protocol in options.SubProtocols)
            Require(HttpText.IsToken(Encoding.UTF8.GetBytes(protocol)), nameof(options.SubProtocols), "tokens");
        Protocols = endpoint.Protocols;
        Upgrade = new UpgradeRules(
            [.. options.Paths.Select(Encoding.ASCII.GetBytes)], new OriginPolicy(options.AllowedOrigins), [.. options.SubProtocols],
            options.MaxRequestLineBytes, options.MaxHeaders, options.MaxRequestBytes);
        _proxies = [.. endpoint.TrustedProxies];
    }

    public ListenProtocols Protocols { get; }

    public UpgradeRules Upgrade { get; }

    /// <summary>Whether a connection can go to a session as it is.</summary>
    /// <param name="peer">Who has connected.</param>
    public bool IsPlain(IPAddress? peer) => Protocols == ListenProtocols.Frames && !IsProxy(peer);

    /// <summary>Whether a connection has to begin with a PROXY header.</summary>
    public bool IsProxy(IPAddress? peer)
    {
        foreach (var network in _proxies)
        {
            if (peer is not null && network.Contains(peer))
                return true;
        }

        return false;
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new ArgumentException($"ListenEndpoint: {option} has to be {rule}.");
    }
}
