using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImKit.Protocol;

namespace ImKit.Core.Tests.Protocol;

/// <summary>Decodes messages of a kind that is known only at run time.</summary>
internal static class AnyMessage
{
    private static readonly MethodInfo Generic =
        typeof(AnyMessage).GetMethod(nameof(DecodeAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The message, or null for bytes that are none.</summary>
    public static IMessage? Decode(MessageDescriptor kind, byte[] body, int version) =>
        (IMessage?)Generic.MakeGenericMethod(kind.ClrType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [kind.Parser, body, version], null);

    private static T? DecodeAs<T>(MessageParser parser, byte[] body, int version)
        where T : class, IMessage<T>, new() =>
        WireBody.TryDecode(body, version, (MessageParser<T>)parser, out var message) ? message : null;
}
