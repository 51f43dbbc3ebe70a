namespace ImKit.Protocol.Http;

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

    /// <summary>Whether a page may connect.</summary>
    /// <param name="origin">What the Origin header says; null if there is none.</param>
    /// <param name="host">What the Host header says; null or empty if there is none.</param>
    public bool Allows(string? origin, string? host) =>
        origin is null || _any || (Parse(origin) is { } page && (IsOwnHost(page, host) || _allowed.Contains(page.GetLeftPart(UriPartial.Authority))));

    /// <summary>The scheme is left out: behind a proxy that ends TLS this process sees http where the page says https.</summary>
    private static bool IsOwnHost(Uri page, string? host) =>
        !string.IsNullOrEmpty(host) && Uri.TryCreate($"{page.Scheme}://{host}", UriKind.Absolute, out var own)
        && own is { UserInfo.Length: 0, PathAndQuery: "/" or "" }
        && string.Equals(page.Host, own.Host, StringComparison.OrdinalIgnoreCase) && page.Port == own.Port;

    private static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, UserInfo.Length: 0, PathAndQuery: "/" or "", Fragment.Length: 0 }
            && !text!.EndsWith('/') ? uri : null;
}
