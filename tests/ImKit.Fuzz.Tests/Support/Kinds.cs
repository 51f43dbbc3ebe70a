using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Fuzz.Tests.Support;

/// <summary>Decoders of all bodies of ImKit's own operations, by number.</summary>
internal static class Kinds
{
    private static readonly MethodInfo Generic = typeof(Kinds).GetMethod(nameof(DecoderOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Decodes a body of version 2 or 3; null for what is no such message.</summary>
    public delegate IMessage? Decoder(ReadOnlySpan<byte> body, int version);

    public static IReadOnlyList<MessageDescriptor> All { get; } = [.. ImkitReflection.Descriptor.MessageTypes];

    public static IReadOnlyList<Decoder> Decoders { get; } =
        [.. All.Select(static kind => (Decoder)Generic.MakeGenericMethod(kind.ClrType).Invoke(null, [kind.Parser])!)];

    /// <summary>Whether an int64 that stands in JSON as a number is too large to be exact there.</summary>
    public static bool HasWideCounter(IMessage message) => message.Descriptor.Fields.InDeclarationOrder().Any(field => Values(field, message).Any(value => value switch
    {
        IMessage inner => HasWideCounter(inner),
        long number => field.GetOptions()?.Jstype == FieldOptions.Types.JSType.JsNumber && number is > 1L << 53 or < -(1L << 53),
        _ => false,
    }));

    private static IEnumerable<object?> Values(FieldDescriptor field, IMessage message)
    {
        var value = field.Accessor.GetValue(message);
        return field.IsRepeated ? ((System.Collections.IEnumerable)value).Cast<object?>() : [value];
    }

    private static Decoder DecoderOf<T>(MessageParser parser)
        where T : class, IMessage<T>, new() =>
        (body, version) => WireBody.TryDecode(body, version, (MessageParser<T>)parser, out var message) ? message : null;
}
