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
}
