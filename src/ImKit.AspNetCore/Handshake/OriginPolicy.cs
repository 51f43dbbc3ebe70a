using Microsoft.AspNetCore.Http;

namespace ImKit.Transports.AspNetCore;

/// <summary>Which web pages may open a WebSocket here: browsers ask nobody before they do, and send cookies along. Immutable.</summary>
internal sealed class OriginPolicy
{
    private readonly HashSet<string> _allowed = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _any;

    /// <exception cref="ArgumentException">An entry is not an origin.</exception>
    public OriginPolicy(IEnumerable<string> allowed)
    {
        foreach (var entry in allowed)
        {
            if (entry == "*")
                _any = true;
            else if (Parse(entry) is { } origin)
                _allowed.Add(origin.GetLeftPart(UriPartial.Authority));
            else
                throw new ArgumentException($"'{entry}' in AllowedOrigins is not an origin: write scheme://host or scheme://host:port without a path, or * alone.", nameof(allowed));
        }
    }

    public bool Allows(HttpRequest request)
    {
        var headers = request.Headers.Origin;
        if (headers.Count == 0 || _any)
            return true;
        return headers.Count == 1 && Parse(headers[0]) is { } origin
            && (IsOwnHost(origin, request.Host) || _allowed.Contains(origin.GetLeftPart(UriPartial.Authority)));
    }

    /// <summary>The scheme is left out: behind a proxy that ends TLS this process sees http where the page says https.</summary>
    private static bool IsOwnHost(Uri origin, HostString own)
    {
        if (!own.HasValue)
            return false;
        return string.Equals(origin.Host, own.Host, StringComparison.OrdinalIgnoreCase)
            && (own.Port is { } port ? port == origin.Port : origin.IsDefaultPort);
    }

    private static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, UserInfo.Length: 0, PathAndQuery: "/" or "", Fragment.Length: 0 }
            && !text!.EndsWith('/') ? uri : null;
}
