using Google.Protobuf;

namespace ImKit.Client.Connections;

/// <summary>Bodies of version 2. Pure.</summary>
internal static class Bodies
{
    /// <summary>Decodes what a server sent; unknown fields are passed over.</summary>
    /// <exception cref="InvalidDataException">It is not such a message.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"The server sent a {typeof(T).Name} that cannot be read.", e);
        }
    }
}
