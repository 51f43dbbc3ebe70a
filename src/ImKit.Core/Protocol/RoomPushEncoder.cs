using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace ImKit.Protocol;

/// <summary>Writes the bodies of operation 44 of one room and epoch. Immutable; any thread.</summary>
/// <remarks>Straight, and not by the generated message: a client that comes back gets hundreds of them at once, and a node may have thousands of such
/// clients in one second. A test compares the bytes with what the generated message gives.</remarks>
internal sealed class RoomPushEncoder
{
    private const byte SeqTag = 0x18;
    private const byte OperationTag = 0x20;
    private const byte DataTag = 0x2a;
    private readonly byte[] _protobuf;
    private readonly byte[] _json;

    public RoomPushEncoder(string room, long epoch)
    {
        _protobuf = new Wire.RoomPush { Room = room, Epoch = epoch }.ToByteArray();
        var name = JsonEncodedText.Encode(room, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        _json = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"room":"{{name}}","epoch":"{{epoch}}","seq":"""));
    }

    /// <summary>Bytes of a body, at most.</summary>
    public int MaxSize(int version, int data) => version == WireBody.Json
        ? _json.Length + 64 + Base64.GetMaxEncodedToUtf8Length(data)
        : _protobuf.Length + 24 + data;

    /// <summary>Writes a body.</summary>
    /// <param name="target">At least <see cref="MaxSize"/> bytes.</param>
    /// <param name="version">2 or 3.</param>
    /// <param name="seq">At least 1.</param>
    /// <param name="operation">The host's.</param>
    /// <param name="data">The host's body.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> target, int version, long seq, int operation, ReadOnlySpan<byte> data) =>
        version == WireBody.Json ? WriteJson(target, seq, operation, data) : WriteProtobuf(target, seq, operation, data);

    private int WriteProtobuf(Span<byte> target, long seq, int operation, ReadOnlySpan<byte> data)
    {
        _protobuf.CopyTo(target);
        var at = _protobuf.Length;
        at += Number(target[at..], SeqTag, (ulong)seq);
        if (operation != 0)
            at += Number(target[at..], OperationTag, (ulong)operation);
        if (data.IsEmpty)
            return at;
        at += Number(target[at..], DataTag, (ulong)data.Length);
        data.CopyTo(target[at..]);
        return at + data.Length;
    }

    private int WriteJson(Span<byte> target, long seq, int operation, ReadOnlySpan<byte> data)
    {
        _json.CopyTo(target);
        var at = _json.Length;
        Utf8Formatter.TryFormat(seq, target[at..], out var digits);
        at += digits;
        if (operation != 0)
        {
            at += Text(target[at..], ",\"operation\":"u8);
            Utf8Formatter.TryFormat(operation, target[at..], out digits);
            at += digits;
        }

        if (!data.IsEmpty)
        {
            at += Text(target[at..], ",\"data\":\""u8);
            Base64.EncodeToUtf8(data, target[at..], out _, out var written);
            at += written;
            target[at++] = (byte)'"';
        }

        target[at++] = (byte)'}';
        return at;
    }

    private static int Number(Span<byte> target, byte tag, ulong value)
    {
        target[0] = tag;
        var at = 1;
        for (; value >= 0x80; value >>= 7)
            target[at++] = (byte)(value | 0x80);
        target[at++] = (byte)value;
        return at;
    }

    private static int Text(Span<byte> target, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target);
        return text.Length;
    }
}
