using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.Protocol.Proxy;

/// <summary>Version 1: one line of text, at most 107 bytes.</summary>
internal static class ProxyText
{
    public const byte FirstByte = (byte)'P';

    private const int MaxLength = 107;

    /// <inheritdoc cref="ProxyHeader.TryRead"/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? client)
    {
        length = 0;
        client = null;
        var signature = "PROXY "u8;
        var begin = Math.Min(bytes.Length, signature.Length);
        if (!bytes[..begin].SequenceEqual(signature[..begin]))
            return false;
        var end = bytes[..Math.Min(bytes.Length, MaxLength)].IndexOf((byte)'\n');
        if (end < 0)
            return bytes.Length < MaxLength;
        if (bytes[end - 1] != '\r' || !Line(bytes[signature.Length..(end - 1)], out client))
            return false;
        length = end + 1;
        return true;
    }

    private static bool Line(ReadOnlySpan<byte> line, out IPEndPoint? client)
    {
        client = null;
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
            return true;
        var parts = Encoding.Latin1.GetString(line).Split(' ');
        if (parts.Length != 5 || parts[0] is not ("TCP4" or "TCP6"))
            return false;
        var family = parts[0] == "TCP4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (Address(parts[1], family) is not { } source || Address(parts[2], family) is null || Port(parts[3]) is not { } port || Port(parts[4]) is null)
            return false;
        client = ProxyHeader.Client(source, port);
        return true;
    }

    private static IPAddress? Address(string text, AddressFamily family)
    {
        if (!text.All(static c => char.IsAsciiHexDigit(c) || c is '.' or ':') || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family)
            return null;
        // Dotted decimals in full, not the short or octal forms that are read too.
        return family == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && (text.Length == 1 || text[0] != '0') ? port : null;
}
