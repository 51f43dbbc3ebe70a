using System.Text;

namespace ImKit.Protocol.Http;

/// <summary>What an endpoint asks of a request for WebSocket. Immutable; any thread.</summary>
internal sealed class UpgradeRules(byte[][] paths, OriginPolicy origins, string[] subProtocols, int maxLine, int maxHeaders, int maxBytes)
{
    public OriginPolicy Origins { get; } = origins;

    public int MaxLine { get; } = maxLine;

    public int MaxHeaders { get; } = maxHeaders;

    public int MaxBytes { get; } = maxBytes;

    public bool HasPath(ReadOnlySpan<byte> path)
    {
        foreach (var known in paths)
        {
            if (path.SequenceEqual(known))
                return true;
        }

        return false;
    }

    /// <summary>The first subprotocol of ours that the client offers; null if it offers none of them.</summary>
    /// <param name="offered">A comma-separated list.</param>
    public string? Choose(ReadOnlySpan<byte> offered)
    {
        foreach (var protocol in subProtocols)
        {
            foreach (var range in offered.Split((byte)','))
            {
                if (Ascii.Equals(HttpText.Trim(offered[range]), protocol))
                    return protocol;
            }
        }

        return null;
    }
}
