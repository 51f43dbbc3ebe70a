namespace ImKit.Protocol.Http;

/// <summary>The lines of a request's head, one after the other. For heads that <see cref="HttpHead"/> has found whole.</summary>
internal ref struct HttpFields
{
    private ReadOnlySpan<byte> _rest;

    /// <param name="head">From the request line to the empty line, both included.</param>
    public HttpFields(ReadOnlySpan<byte> head)
    {
        _rest = head;
        RequestLine = NextLine();
    }

    public ReadOnlySpan<byte> RequestLine { get; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether the line it stands at is no header: a folded line, a space before the colon, a strange name or value.</summary>
    public bool IsBad { get; private set; }

    public bool MoveNext()
    {
        var line = NextLine();
        if (line.IsEmpty)
            return false;
        var colon = line.IndexOf((byte)':');
        IsBad = colon < 1 || !HttpText.IsToken(line[..colon]) || !HttpText.IsValue(line[(colon + 1)..]);
        Name = colon < 1 ? default : line[..colon];
        Value = colon < 1 ? default : HttpText.Trim(line[(colon + 1)..]);
        return true;
    }

    private ReadOnlySpan<byte> NextLine()
    {
        var end = _rest.IndexOf("\r\n"u8);
        if (end < 0)
            return default;
        var line = _rest[..end];
        _rest = _rest[(end + 2)..];
        return line;
    }
}
