using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ImKit.Protocol;

/// <summary>How one kind of message is written as JSON, worked out once from its descriptor. Immutable; any thread.</summary>
internal sealed class WireShape
{
    private static readonly ConcurrentDictionary<MessageDescriptor, WireShape> Known = new();
    private readonly WireField[] _fields;

    private WireShape(MessageDescriptor descriptor) =>
        _fields = [.. descriptor.Fields.InDeclarationOrder().Select(static field => new WireField(field))];

    public static WireShape Of(MessageDescriptor descriptor) => Known.GetOrAdd(descriptor, static d => new WireShape(d));

    public void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject();
        foreach (var field in _fields)
            field.Write(writer, message);
        writer.WriteEndObject();
    }
}
