namespace ImKit.Protocol.Http;

/// <summary>Finds the end of a request's head in what has come so far, and what is too long or cannot become one.</summary>
internal static class HttpHead
{
    private const int MethodBytes = 4;

    /// <summary>Looks for the head.</summary>
    /// <param name="bytes">Everything since the connection's first byte of HTTP.</param>
    /// <param name="rules">Limits.</param>
    /// <param name="length">The head's length, the empty line included; 0 while it is not complete.</param>
    /// <returns>Why it is refused, or null.</returns>
    public static HttpRefusal? Find(ReadOnlySpan<byte> bytes, UpgradeRules rules, out int length)
    {
        length = 0;
        if (Method(bytes) is { } refusal)
            return refusal;
        var at = 0;
        for (var lines = 0; ; lines++)
        {
            var end = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
            var size = end < 0 ? bytes.Length - at : end;
            if (lines == 0 && size > rules.MaxLine)
                return HttpRefusal.LineTooLong;
            if (at + size > rules.MaxBytes || lines > rules.MaxHeaders + 1)
                return HttpRefusal.TooLarge;
            if (end < 0 || at + end + 1 == bytes.Length)
                return end >= 0 && bytes[at + end] == '\n' ? HttpRefusal.Line : null;
            if (bytes[at + end] != '\r' || bytes[at + end + 1] != '\n')
                return HttpRefusal.Line;
            at += end + 2;
            if (end > 0)
                continue;
            length = at;
            return null;
        }
    }

    private static HttpRefusal? Method(ReadOnlySpan<byte> bytes)
    {
        var begin = bytes[..Math.Min(MethodBytes, bytes.Length)];
        if ("GET "u8.StartsWith(begin))
            return null;
        return bytes[0] is >= (byte)'A' and <= (byte)'Z' ? HttpRefusal.Method : HttpRefusal.NotHttp;
    }
}
