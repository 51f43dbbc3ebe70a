using Google.Protobuf;

namespace ImKit.Protocol;

/// <summary>Bodies of ImKit's own operations in both forms. Pure; any thread.</summary>
internal static class WireBody
{
    public const int Goim = 1;
    public const int Protobuf = 2;
    public const int Json = 3;

    /// <summary>Encodes for a session of version 2 or 3.</summary>
    public static byte[] Encode(IMessage message, int version) =>
        version == Json ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray();

    /// <summary>Decodes a body; false if it cannot be read.</summary>
    public static bool TryDecode<T>(ReadOnlySpan<byte> body, int version, MessageParser<T> parser, out T message)
        where T : class, IMessage<T>
    {
        try
        {
            message = version == Json ? parser.ParseJson(System.Text.Encoding.UTF8.GetString(body)) : parser.ParseFrom(body);
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            message = null!;
            return false;
        }
    }
}
