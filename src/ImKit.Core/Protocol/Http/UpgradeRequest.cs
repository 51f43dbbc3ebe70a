using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ImKit.Protocol.Http;

/// <summary>Checks a request for WebSocket: RFC 6455, 4.2.1, on RFC 9112. Strict; one use per request.</summary>
internal ref struct UpgradeRequest(UpgradeRules rules)
{
    private const int KeyLength = 24;
    private const int KeyBytes = 16;

    private readonly UpgradeRules _rules = rules;
    private ReadOnlySpan<byte> _host;
    private ReadOnlySpan<byte> _origin;
    private ReadOnlySpan<byte> _key;
    private ReadOnlySpan<byte> _version;
    private bool _hasHost;
    private bool _hasOrigin;
    private bool _connection;
    private bool _upgrade;
    private string? _subProtocol;

    /// <summary>Checks a head.</summary>
    /// <param name="head">From the request line to the empty line, both included.</param>
    /// <param name="response">The answer to a good request.</param>
    /// <returns>Why it is refused, or null.</returns>
    public HttpRefusal? Check(ReadOnlySpan<byte> head, out byte[] response)
    {
        response = [];
        var fields = new HttpFields(head);
        if (RequestLine(fields.RequestLine) is { } bad)
            return bad;
        while (fields.MoveNext())
        {
            if (fields.IsBad)
                return HttpRefusal.Line;
            if (Field(fields.Name, fields.Value) is { } wrong)
                return wrong;
        }

        if (Whole() is { } incomplete)
            return incomplete;
        response = Accept();
        return null;
    }

    private readonly HttpRefusal? RequestLine(ReadOnlySpan<byte> line)
    {
        // The method is known to be GET.
        line = line["GET ".Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0)
            return HttpRefusal.NotHttp;
        var target = line[..space];
        var version = line[(space + 1)..];
        if (!version.StartsWith("HTTP/"u8))
            return HttpRefusal.NotHttp;
        if (!version.SequenceEqual("HTTP/1.1"u8))
            return HttpRefusal.Version;
        if (!target.StartsWith((byte)'/') || !HttpText.IsVisible(target) || target.Contains((byte)'#'))
            return HttpRefusal.Target;
        var query = target.IndexOf((byte)'?');
        return _rules.HasPath(query < 0 ? target : target[..query]) ? null : HttpRefusal.Path;
    }

    private HttpRefusal? Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "Host"u8))
            return Once(ref _hasHost, ref _host, value, HttpRefusal.Host);
        if (Is(name, "Origin"u8))
            return Once(ref _hasOrigin, ref _origin, value, HttpRefusal.Twice);
        if (Is(name, "Connection"u8))
            _connection |= HttpText.HasToken(value, "upgrade"u8);
        else if (Is(name, "Upgrade"u8))
            _upgrade |= HttpText.HasToken(value, "websocket"u8);
        else if (Is(name, "Sec-WebSocket-Key"u8))
            return Once(ref _key, value);
        else if (Is(name, "Sec-WebSocket-Version"u8))
            return Once(ref _version, value);
        else if (Is(name, "Sec-WebSocket-Protocol"u8))
            _subProtocol ??= _rules.Choose(value);
        else if (Is(name, "Content-Length"u8) || Is(name, "Transfer-Encoding"u8))
            return HttpRefusal.Body;
        return null;
    }

    private readonly HttpRefusal? Whole()
    {
        if (!_hasHost || _host.IsEmpty || !HttpText.IsHost(_host))
            return HttpRefusal.Host;
        if (!_connection || !_upgrade)
            return HttpRefusal.NoUpgrade;
        if (!_version.SequenceEqual("13"u8))
            return HttpRefusal.WebSocketVersion;
        if (_key.Length != KeyLength || !Base64.IsValid(_key, out var bytes) || bytes != KeyBytes)
            return HttpRefusal.Key;
        var origin = _hasOrigin ? Encoding.UTF8.GetString(_origin) : null;
        return _rules.Origins.Allows(origin, Encoding.ASCII.GetString(_host)) ? null : HttpRefusal.Origin;
    }

    private readonly byte[] Accept()
    {
        Span<byte> keyed = stackalloc byte[KeyLength + 36];
        _key.CopyTo(keyed);
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.CopyTo(keyed[KeyLength..]);
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; nothing secret depends on it.
        var accept = Convert.ToBase64String(SHA1.HashData(keyed));
#pragma warning restore CA5350
        var protocol = _subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {_subProtocol}\r\n";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{protocol}\r\n");
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(name, known);

    private static HttpRefusal? Once(ref bool has, ref ReadOnlySpan<byte> slot, ReadOnlySpan<byte> value, HttpRefusal twice)
    {
        if (has)
            return twice;
        has = true;
        slot = value;
        return null;
    }

    private static HttpRefusal? Once(ref ReadOnlySpan<byte> slot, ReadOnlySpan<byte> value)
    {
        // An empty value is as bad as a second one.
        if (!slot.IsEmpty || value.IsEmpty)
            return HttpRefusal.Twice;
        slot = value;
        return null;
    }
}
