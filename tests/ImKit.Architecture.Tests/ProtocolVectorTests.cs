using System.Globalization;
using ImKit.Architecture.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Architecture.Tests;

/// <summary>tests/vectors has frames of every operation that docs/protocol.md lists.</summary>
public sealed class ProtocolVectorTests
{
    private const int FirstOwn = 20;

    [Fact]
    public void Every_operation_has_a_vector_in_every_version_that_has_it()
    {
        var held = ProtocolVectors.All.Frames.Select(static vector => (vector.Operation, vector.Version, vector.From)).ToHashSet();
        Check.None(Listed().SelectMany(static row => Versions(row.Operation), static (row, version) => (row.Operation, row.Name, Version: version, row.From))
            .Where(wanted => !held.Contains((wanted.Operation, wanted.Version, wanted.From)))
            .Select(static wanted => $"{wanted.Operation} {wanted.Name}: no vector of version {wanted.Version} from the {wanted.From}"));
    }

    [Fact]
    public void A_vector_comes_from_who_sends_its_operation_and_has_the_body_that_is_listed()
    {
        var listed = Listed().ToDictionary(static row => row.Operation);
        Check.None(ProtocolVectors.All.Frames.Where(IsOwn).Where(vector => !listed.TryGetValue(vector.Operation, out var row) || row.From != vector.From || row.Body != vector.Type)
            .Select(static vector => $"{vector.Name}: {vector.Operation} from the {vector.From} with {vector.Type}"));

        static bool IsOwn(ProtocolVectors.FrameVector vector) => vector.Operation is >= FirstOwn and < Operations.FirstHostOperation;
    }

    [Fact]
    public void Names_of_vectors_are_unique_and_tell_their_version()
    {
        Check.None(ProtocolVectors.All.Frames.GroupBy(static vector => vector.Name).Where(static same => same.Count() > 1).Select(static same => same.Key));
        Check.None(ProtocolVectors.All.Frames.Where(static vector => !vector.Name.EndsWith($"-v{vector.Version}", StringComparison.Ordinal)).Select(static vector => vector.Name));
    }

    /// <summary>9 is version 1's alone; ImKit's own operations are not in version 1.</summary>
    private static int[] Versions(int operation) => operation switch
    {
        Operations.Raw => [1],
        < FirstOwn => [1, 2, 3],
        _ => [2, 3],
    };

    private static IEnumerable<(int Operation, string Name, string From, string? Body)> Listed() =>
        Markdown.Rows("docs/protocol.md", "Operations").Where(static row => row[0].All(char.IsAsciiDigit))
            .Select(static row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[2] == "→" ? "client" : "server", row[3].Split('`') is [_, var body, _] ? body : null));
}
