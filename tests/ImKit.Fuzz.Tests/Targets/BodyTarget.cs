using ImKit.Protocol;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>Bodies of ImKit's own operations. The first byte of the input chooses the message.</summary>
internal abstract class BodyTarget(int version) : FuzzTarget
{
    /// <summary>Objects of a message are wider than their bytes: an empty one in a list takes two bytes on the wire.</summary>
    protected abstract int Factor { get; }

    public override void Check(byte[] input)
    {
        if (input.Length == 0)
            return;
        var decode = Kinds.Decoders[input[0] % Kinds.Decoders.Count];
        if (Laws.Frugal(input.Length, () => decode(input.AsSpan(1), version), Factor, constant: 32768) is not { } message)
            return;
        // Counters stand in JSON as numbers, which are exact up to 2^53; no counter of ImKit's ever gets there.
        if (version == WireBody.Json && Kinds.HasWideCounter(message))
            return;
        var encoded = WireBody.Encode(message, version);
        var again = decode(encoded, version);
        Assert.True(message.Equals(again), $"{message.Descriptor.Name} is not what it was after encoding: {message}");
        Assert.Equal(encoded, WireBody.Encode(again!, version));
    }
}

/// <summary>Version 2.</summary>
internal sealed class ProtobufBodyTarget() : BodyTarget(WireBody.Protobuf)
{
    public override string Name => "body-protobuf";

    protected override int Factor => 64;
}

/// <summary>Version 3.</summary>
internal sealed class JsonBodyTarget() : BodyTarget(WireBody.Json)
{
    public override string Name => "body-json";

    public override IReadOnlyList<byte[]> Words { get; } =
        Json.Words([.. Kinds.All.SelectMany(static kind => kind.Fields.InDeclarationOrder()).Select(static field => field.Name).Distinct()]);

    protected override int Factor => 64;
}
