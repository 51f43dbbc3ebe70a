using Google.Protobuf.Reflection;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

public sealed class Field_numbers
{
    /// <summary>Old clients live for years: a line of the committed list may be added, never changed or removed.</summary>
    [Fact]
    public void The_protocol_is_the_committed_one()
    {
        var committed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Protocol", "imkit.fields.txt"));
        Assert.Equal(committed, Lines());
    }

    [Fact]
    public void Every_int64_says_how_it_stands_in_json() =>
        Assert.All(
            ImkitReflection.Descriptor.MessageTypes.SelectMany(message => message.Fields.InDeclarationOrder()).Where(f => f.FieldType == FieldType.Int64),
            field => Assert.NotEqual(FieldOptions.Types.JSType.JsNormal, field.GetOptions()?.Jstype ?? FieldOptions.Types.JSType.JsNormal));

    [Fact]
    public void Every_enum_begins_with_unspecified() =>
        Assert.All(ImkitReflection.Descriptor.EnumTypes, type => Assert.EndsWith("_UNSPECIFIED", type.FindValueByNumber(0).Name));

    private static IEnumerable<string> Lines()
    {
        foreach (var type in ImkitReflection.Descriptor.EnumTypes)
        {
            foreach (var value in type.Values)
                yield return $"{type.FullName}.{value.Name} = {value.Number}";
        }

        foreach (var message in ImkitReflection.Descriptor.MessageTypes)
        {
            foreach (var field in message.Fields.InFieldNumberOrder())
                yield return Line(field);
        }
    }

    private static string Line(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
        var repeated = field.IsRepeated ? "repeated " : "";
        var oneof = field.ContainingOneof is { } of ? $" in {of.Name}" : "";
        var js = field.FieldType == FieldType.Int64 ? $" {field.GetOptions()?.Jstype}" : "";
        return $"{field.FullName} = {field.FieldNumber} {repeated}{type}{oneof}{js}";
    }
}
