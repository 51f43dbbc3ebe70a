using CsCheck;

namespace ImKit.TestKit.Generated;

/// <summary>Generators of histories. A failing one is shrunk, and the failure names the seed that replays it (<c>CsCheck_Seed</c>).</summary>
internal static class Histories
{
    private static readonly Gen<int> Conversation = Gen.Int[0, Draft.Conversations - 1];
    private static readonly Gen<int> User = Gen.Int[0, Draft.Users - 1];
    private static readonly Gen<long> Seq = Gen.Long[-1, 25];

    // Creates and memberships must be frequent enough that most messages find a conversation and a member.
    private static readonly Gen<int> Create = Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 3]));
    private static readonly Gen<List<(int, int)>> Members = Gen.Frequency(
        (3, Gen.Const(static () => new List<(int, int)>())), (2, Gen.Select(User, Gen.Int[0, 3]).List[1, 4]));

    private static readonly Gen<Draft> Item = Gen.Select(Conversation, User, Gen.Int[0, 5], Gen.Int[0, 1], Gen.Bool, Gen.Bool, Create, Members)
        .Select((conversation, sender, id, payload, countable, must, create, members) =>
            new Draft(conversation, sender, id, payload, countable, must, create, members));

    private static readonly Gen<Step> OneStep = Gen.Frequency(
        (6, Item.List[1, 6].Select(batch => (Step)new Appending(batch))),
        (2, Gen.Select(Conversation, User, Seq).Select((conversation, user, seq) => (Step)new MarkingRead(conversation, user, seq))),
        (1, Gen.Select(Conversation, Seq).Select((conversation, seq) => (Step)new MarkingDispatched(conversation, seq))),
        (1, Gen.Select(Conversation, Seq, Gen.Int[1, 9]).Select((conversation, seq, limit) => (Step)new Reading(conversation, seq, limit))));

    public static Gen<List<Step>> Any { get; } = OneStep.List[1, 25];

    /// <summary>Writes of one user's feed: versions are a permutation, as no two rows of a user bear the same.</summary>
    public static Gen<(int[] Versions, int[] Objects, int[] Batches)> Feed { get; } =
        from count in Gen.Int[1, 40]
        from versions in Gen.Shuffle(Enumerable.Range(1, count).ToArray())
        from objects in Gen.Int[0, 7].Array[count]
        from batches in Gen.Int[1, 6].Array[count]
        select (versions, objects, batches);
}
