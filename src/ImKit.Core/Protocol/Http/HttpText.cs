using System.Buffers;
using System.Text;

namespace ImKit.Protocol.Http;

/// <summary>The alphabet of HTTP/1.1: RFC 9110, 5.6.</summary>
internal static class HttpText
{
    private static readonly SearchValues<byte> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> s_host = SearchValues.Create("-.:[]_~%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Nothing but what may stand in a name or an address with a port.</summary>
    public static bool IsHost(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(s_host) < 0;

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExcept(s_token) < 0;

    /// <summary>Nothing but what may stand in a field's value: no control characters but tabs.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            if (value is < 0x20 and not (byte)'\t' or 0x7F)
                return false;
        }

        return true;
    }

    /// <summary>Nothing but printable ASCII without the space.</summary>
    public static bool IsVisible(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E) < 0;

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>Whether a comma-separated list has a token, in any case.</summary>
    public static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(Trim(list[range]), token))
                return true;
        }

        return false;
    }
}
