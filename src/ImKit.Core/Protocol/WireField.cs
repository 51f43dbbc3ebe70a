using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using JsType = Google.Protobuf.Reflection.FieldOptions.Types.JSType;

namespace ImKit.Protocol;

/// <summary>How one field is written as JSON. Immutable; any thread.</summary>
internal sealed class WireField
{
    private readonly FieldDescriptor _field;
    private readonly JsonEncodedText _name;
    private readonly bool _longAsNumber;

    public WireField(FieldDescriptor field)
    {
        if (field.IsMap)
            throw new NotSupportedException($"{field.FullName}: maps are not part of the protocol.");
        _field = field;
        _name = JsonEncodedText.Encode(field.JsonName);
        _longAsNumber = field.GetOptions()?.Jstype == JsType.JsNumber;
    }

    /// <summary>Writes name and value, or nothing where the value is the default one and says nothing by being there.</summary>
    public void Write(Utf8JsonWriter writer, IMessage message)
    {
        if (_field.HasPresence && !_field.Accessor.HasValue(message))
            return;
        var value = _field.Accessor.GetValue(message);
        if (_field.IsRepeated)
        {
            WriteList(writer, (IList)value);
        }
        else if (_field.HasPresence || !IsDefault(value))
        {
            writer.WritePropertyName(_name);
            WriteValue(writer, value);
        }
    }

    private void WriteList(Utf8JsonWriter writer, IList values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(_name);
        foreach (var value in values)
            WriteValue(writer, value!);
        writer.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (_field.FieldType)
        {
            case FieldType.String: writer.WriteStringValue((string)value); break;
            case FieldType.Bytes: writer.WriteBase64StringValue(((ByteString)value).Span); break;
            case FieldType.Bool: writer.WriteBooleanValue((bool)value); break;
            case FieldType.Int32: writer.WriteNumberValue((int)value); break;
            case FieldType.UInt32: writer.WriteNumberValue((uint)value); break;
            case FieldType.Int64: WriteLong(writer, (long)value); break;
            case FieldType.Enum: WriteEnum(writer, (int)value); break;
            case FieldType.Message: WireShape.Of(_field.MessageType).Write(writer, (IMessage)value); break;
            default: throw new NotSupportedException($"{_field.FullName}: {_field.FieldType} is not part of the protocol.");
        }
    }

    private void WriteLong(Utf8JsonWriter writer, long value)
    {
        if (_longAsNumber)
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString());
    }

    /// <summary>A number that this build has no name for (a host's own kind) stays a number, as proto3 JSON asks.</summary>
    private void WriteEnum(Utf8JsonWriter writer, int value)
    {
        if (_field.EnumType.FindValueByNumber(value) is { } known)
            writer.WriteStringValue(known.Name);
        else
            writer.WriteNumberValue(value);
    }

    private bool IsDefault(object value) => _field.FieldType switch
    {
        FieldType.String => ((string)value).Length == 0,
        FieldType.Bytes => ((ByteString)value).IsEmpty,
        FieldType.Bool => !(bool)value,
        FieldType.Int32 or FieldType.Enum => (int)value == 0,
        FieldType.UInt32 => (uint)value == 0,
        FieldType.Int64 => (long)value == 0,
        _ => false,
    };
}
