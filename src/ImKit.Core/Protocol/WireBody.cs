using Google.Protobuf;

namespace ImKit.Protocol;

/// <summary>Bodies of ImKit's own operations in both forms. Pure; any thread.</summary>
internal static class WireBody
{
    public const int Goim = 1;
    public const int Protobuf = 2;
    public const int Json = 3;

    /// <summary>Encodes for a session of version 2 or 3.</summary>
    public static byte[] Encode(IMessage message, int version) => version == Json ? WireJson.Write(message) : message.ToByteArray();

    /// <summary>Decodes what a client of version 2 or 3 sent. Unknown fields are passed over.</summary>
    /// <returns>False for anything that is not such a message; never throws on a body's account.</returns>
    public static bool TryDecode<T>(ReadOnlySpan<byte> body, int version, MessageParser<T> parser, out T message)
        where T : class, IMessage<T>, new()
    {
        if (version == Json)
            return WireJson.TryRead(body, out message);
        try
        {
            // The parser's own limits hold: a length beyond the input allocates nothing, nesting stops at 100 levels.
            message = Tolerant<T>.Of(parser).ParseFrom(body);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = null!;
            return false;
        }
    }

    /// <summary>Unknown fields are dropped, not kept: kept ones cost fifty times the bytes that a client sends.</summary>
    private static class Tolerant<T>
        where T : class, IMessage<T>, new()
    {
        private static MessageParser<T>? _parser;

        public static MessageParser<T> Of(MessageParser<T> parser) => _parser ??= parser.WithDiscardUnknownFields(true);
    }
}
