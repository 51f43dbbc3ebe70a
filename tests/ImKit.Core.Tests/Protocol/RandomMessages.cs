using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

/// <summary>Messages of the protocol with random contents, the same for the same seed.</summary>
internal sealed class RandomMessages(int seed)
{
    private static readonly string[] Texts = ["", "a", "grüß dich", "👋🏽", "\"\\/\b\n", "\u2028<&>", new string('x', 300)];
    private readonly Random _random = new(seed);

    public static IEnumerable<MessageDescriptor> Kinds => ImkitReflection.Descriptor.MessageTypes;

    public IMessage Next(MessageDescriptor kind)
    {
        var message = kind.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in kind.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (var i = _random.Next(4); i > 0; i--)
                    list.Add(Value(field));
            }
            else if (_random.Next(3) > 0)
            {
                field.Accessor.SetValue(message, Value(field));
            }
        }

        return message;
    }

    private object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Texts[_random.Next(Texts.Length)],
        FieldType.Bytes => ByteString.CopyFrom(Bytes()),
        FieldType.Bool => _random.Next(2) == 0,
        FieldType.Int32 => _random.Next(int.MinValue, int.MaxValue),
        FieldType.UInt32 => (uint)_random.NextInt64(uint.MaxValue + 1L),
        FieldType.Int64 => Long(field),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, _random.Next(8)),
        FieldType.Message => Next(field.MessageType),
        _ => throw new NotSupportedException(field.FullName),
    };

    /// <summary>Counters stay below 2^53, ids use all bits.</summary>
    private long Long(FieldDescriptor field) =>
        field.GetOptions().Jstype == FieldOptions.Types.JSType.JsNumber ? _random.NextInt64(1L << 53) : _random.NextInt64(long.MaxValue);

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(40)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
