using System.Globalization;
using System.Net;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

/// <summary>What the options make of a connection. Pure.</summary>
internal static class RabbitMqSettings
{
    public static ConnectionFactory Create(RabbitMqOptions options)
    {
        var factory = options.Configuration?.Invoke() ?? new ConnectionFactory { Uri = new Uri(options.ConnectionString) };
        // This package recovers by itself: what it declares, and what it must not repeat, only it knows.
        factory.AutomaticRecoveryEnabled = false;
        factory.TopologyRecoveryEnabled = false;
        factory.RequestedHeartbeat = options.Heartbeat;
        factory.RequestedConnectionTimeout = options.ConnectTimeout;
        factory.HandshakeContinuationTimeout = options.ConnectTimeout;
        factory.ContinuationTimeout = options.ConnectTimeout;
        return factory;
    }

    /// <summary>The servers to try, each with the factory's way of encryption.</summary>
    public static IReadOnlyList<AmqpTcpEndpoint> Endpoints(RabbitMqOptions options, ConnectionFactory factory)
    {
        if (options.Hosts.Count == 0)
            return [factory.Endpoint];
        var endpoints = new List<AmqpTcpEndpoint>();
        foreach (var text in options.Hosts)
        {
            if (TryParse(text, out var host, out var port))
                endpoints.Add(new AmqpTcpEndpoint(host, port ?? factory.Port, Tls(factory.Ssl, host)));
        }

        return endpoints;
    }

    /// <summary>Whether what is sent can be read on a network.</summary>
    public static bool IsExposed(IEnumerable<AmqpTcpEndpoint> endpoints) => endpoints.Any(static endpoint =>
        !endpoint.Ssl.Enabled && endpoint.HostName != "localhost" && !(IPAddress.TryParse(endpoint.HostName, out var address) && IPAddress.IsLoopback(address)));

    public static bool TryParse(string? text, out string host, out int? port)
    {
        (host, port) = (text ?? "", null);
        // A colon within brackets belongs to an address.
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
                return false;
            (host, port) = (host[..colon], number);
        }

        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    // Each server shows a certificate of its own name.
    private static SslOption Tls(SslOption ssl, string host) => new()
    {
        Enabled = ssl.Enabled, ServerName = host, Version = ssl.Version, Certs = ssl.Certs, CertPath = ssl.CertPath, CertPassphrase = ssl.CertPassphrase,
        AcceptablePolicyErrors = ssl.AcceptablePolicyErrors, CertificateSelectionCallback = ssl.CertificateSelectionCallback,
        CertificateValidationCallback = ssl.CertificateValidationCallback, CheckCertificateRevocation = ssl.CheckCertificateRevocation,
        ClientCertificateContext = ssl.ClientCertificateContext,
    };
}
