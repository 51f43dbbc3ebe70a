using System.Text;

namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Reads the arguments of a traced call, one after the other. Strings are "\x41\x42", as <c>strace -xx</c> prints them.</summary>
internal ref struct StraceText(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public readonly bool Contains(ReadOnlySpan<byte> text) => _rest.IndexOf(text) >= 0;

    /// <summary>The path behind a descriptor, 7&lt;path&gt;.</summary>
    /// <returns>Null if its file has been removed.</returns>
    public string? Descriptor()
    {
        Until((byte)'<');
        var path = Encoding.UTF8.GetString(Decode(Until((byte)'>')));
        return _rest.StartsWith("(deleted)"u8) ? null : path;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public byte[] Bytes()
    {
        Until((byte)'"');
        var encoded = Until((byte)'"');
        Assert.False(_rest.StartsWith("..."u8), "strace has cut a string short.");
        return Decode(encoded);
    }

    /// <summary>The next number.</summary>
    public long Number()
    {
        _rest = _rest[Math.Max(0, _rest.IndexOfAnyInRange((byte)'0', (byte)'9'))..];
        Assert.True(System.Buffers.Text.Utf8Parser.TryParse(_rest, out long number, out var length), "A traced call lacks a number.");
        _rest = _rest[length..];
        return number;
    }

    private ReadOnlySpan<byte> Until(byte end)
    {
        var at = _rest.IndexOf(end);
        Assert.True(at >= 0, "A traced call is not as strace prints it.");
        var before = _rest[..at];
        _rest = _rest[(at + 1)..];
        return before;
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[encoded.Length / 4];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((Digit(encoded[(4 * i) + 2]) << 4) | Digit(encoded[(4 * i) + 3]));
        return bytes;
    }

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : hex - 'a' + 10;
}
