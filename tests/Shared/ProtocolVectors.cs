using System.Text.Json;

namespace ImKit.Tests.Shared;

/// <summary>tests/vectors/protocol.json: frames and what they mean, made without any code of this repository.</summary>
internal sealed record ProtocolVectors(
    IReadOnlyList<ProtocolVectors.FrameVector> Frames,
    IReadOnlyList<ProtocolVectors.BodyVector> Accepted,
    IReadOnlyList<ProtocolVectors.RefusedVector> Refused,
    IReadOnlyList<ProtocolVectors.DirectVector> DirectConversations)
{
    private static readonly JsonSerializerOptions s_names = new(JsonSerializerDefaults.Web);

    public static ProtocolVectors All { get; } = JsonSerializer.Deserialize<ProtocolVectors>(File.ReadAllText(Path.Combine(Root(), "tests", "vectors", "protocol.json")), s_names)!;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ImKit.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests have to run inside the repository.");
    }

    /// <summary>One frame; <c>Type</c> and <c>Message</c> where its body is a message of the schema.</summary>
    internal sealed record FrameVector(string Name, string From, string Meaning, int Version, int Operation, int Sequence, string Hex, string? Type, JsonElement? Message)
    {
        public byte[] Bytes => Convert.FromHexString(Hex);

        public byte[] Body => Bytes[16..];

        public override string ToString() => Name;
    }

    /// <summary>A body that is read, although nobody here writes it so.</summary>
    internal sealed record BodyVector(string Name, int Version, string Type, string Meaning, string Hex, JsonElement Message)
    {
        public byte[] Body => Convert.FromHexString(Hex);
    }

    /// <summary>Bytes that begin no frame.</summary>
    internal sealed record RefusedVector(string Name, string Meaning, string Hex)
    {
        public byte[] Bytes => Convert.FromHexString(Hex);
    }

    /// <summary>Two users and the conversation of the two.</summary>
    internal sealed record DirectVector(IReadOnlyList<string> Users, string Id);
}
