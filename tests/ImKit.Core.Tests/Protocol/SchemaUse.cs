using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ImKit.Core.Tests.Protocol;

/// <summary>Which fields of a schema some messages set, and which names of its enums they use.</summary>
internal sealed class SchemaUse
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Found => _found;

    /// <summary>All that there is to find. The names that mean a default stand in no body, except where a field can be set to it.</summary>
    public static IEnumerable<string> Of(FileDescriptor schema) =>
        schema.MessageTypes.SelectMany(static type => type.Fields.InDeclarationOrder()).Select(static field => field.FullName)
            .Concat(schema.EnumTypes.SelectMany(static type => type.Values).Where(static value => value.Number != 0).Select(static value => value.FullName));

    public void Add(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated ? ((IList)value).Count == 0 : !IsSet(field, message, value))
                continue;
            _found.Add(field.FullName);
            foreach (var one in field.IsRepeated ? ((IList)value).Cast<object>() : [value])
                Add(field, one);
        }
    }

    private void Add(FieldDescriptor field, object value)
    {
        if (value is IMessage inner)
            Add(inner);
        else if (field.FieldType == FieldType.Enum && field.EnumType.FindValueByNumber((int)value) is { } named)
            _found.Add(named.FullName);
    }

    private static bool IsSet(FieldDescriptor field, IMessage message, object value) =>
        field.HasPresence ? field.Accessor.HasValue(message) : value is not (0 or 0L or 0U or false or "") && value is not ByteString { IsEmpty: true } && !(field.FieldType == FieldType.Enum && (int)value == 0);
}
