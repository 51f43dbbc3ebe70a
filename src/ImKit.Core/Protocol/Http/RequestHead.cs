using System.Text;

namespace ImKit.Protocol.Http;

/// <summary>The request that opened a connection, for the authenticator; a copy that lives until the login is done. Immutable; any thread.</summary>
internal sealed class RequestHead(ReadOnlySpan<byte> head)
{
    private readonly byte[] _head = head.ToArray();

    /// <summary>A header, or a query parameter by its name after a question mark, which no header's name can contain. Several of a name are joined by commas.</summary>
    public string? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith('?') ? Parameter(name[1..]) : Header(name);
    }

    private string? Header(string name)
    {
        string? found = null;
        var fields = new HttpFields(_head);
        while (fields.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(fields.Name, name))
                found = Join(found, Encoding.UTF8.GetString(fields.Value));
        }

        return found;
    }

    private string? Parameter(string name)
    {
        string? found = null;
        var line = new HttpFields(_head).RequestLine;
        var query = line[(line.IndexOf((byte)'?') + 1)..line.LastIndexOf((byte)' ')];
        if (query.Length == line.LastIndexOf((byte)' '))
            return null;
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf((byte)'=');
            if (string.Equals(Decode(equals < 0 ? pair : pair[..equals]), name, StringComparison.OrdinalIgnoreCase))
                found = Join(found, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return found;
    }

    private static string Decode(ReadOnlySpan<byte> text) => Uri.UnescapeDataString(Encoding.ASCII.GetString(text).Replace('+', ' '));

    private static string Join(string? before, string value) => before is null ? value : $"{before},{value}";
}
