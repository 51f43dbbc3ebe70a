using CsCheck;

namespace ImKit.TestKit.Generated;

/// <summary>Generators of histories. A failing one is shrunk, and the failure names the seed that replays it (<c>CsCheck_Seed</c>).</summary>
internal static class Histories
{
    private static readonly Gen<int> Conversation = Gen.Int[0, Draft.Conversations - 1];
    private static readonly Gen<int> User = Gen.Int[0, Draft.Users - 1];
    private static readonly Gen<long> Seq = Gen.Long[-1, 25];

    private static readonly Gen<bool?> Flag = Gen.Frequency((2, Gen.Const((bool?)null)), (1, Gen.Bool.Select(value => (bool?)value)));

    // Creates and memberships must be frequent enough that most messages find a conversation and a member.
    private static readonly Gen<int> Create = Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 3]));
    private static readonly Gen<List<(int, int)>> Members = Gen.Frequency(
        (3, Gen.Const(static () => new List<(int, int)>())), (2, Gen.Select(User, Gen.Int[0, 5]).List[1, 4]));

    private static readonly Gen<SettingsChange?> Settings = Gen.Frequency(
        (12, Gen.Const((SettingsChange?)null)),
        (3, Gen.Int[0, 1].Select(rule => (SettingsChange?)new SettingsChange { Speak = (SpeakRule)rule })),
        (2, Gen.Int[0, 9].Select(text => (SettingsChange?)new SettingsChange { Title = $"title {text}", Info = $"info {text}" })),
        (1, Gen.Const((SettingsChange?)new SettingsChange { Dissolve = true })));

    private static readonly Gen<Change> Change = Gen.Select(
            Gen.Frequency((5, Gen.Const(1)), (3, Gen.Int[5, 8]), (1, Gen.Const(100))), Gen.Int[0, 12],
            Gen.Frequency((2, Gen.Const((int?)null)), (1, Gen.Int[0, 2].Select(version => (int?)version))),
            User.List[0, 2], Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))), Settings)
        .Select((kind, target, version, mentions, all, settings) => new Change((EntryKind)kind, target, version, mentions, all, settings));

    private static readonly Gen<Draft> Item = Gen.Select(
            Gen.Select(Conversation, User, Gen.Int[0, 9], Gen.Int[0, 1]), Gen.Bool, Gen.Bool, Create, Members, Change)
        .Select((who, countable, must, create, members, change) =>
            new Draft(who.Item1, who.Item2, who.Item3, who.Item4, countable && !EntryRules.ChangesTarget(change.Kind), must, create, members, change));

    private static readonly Gen<MemberUpdate> Update = Gen.Select(Gen.Frequency((2, Gen.Const(0L)), (1, Gen.Long[-1, 25])), Flag, Flag, Flag, Flag, Gen.Int[0, 3])
        .Select((clear, hidden, muted, pinned, unread, draft) => new MemberUpdate
        {
            ClearTo = clear, Hidden = hidden, Muted = muted, Pinned = pinned, MarkedUnread = unread, Draft = draft == 0 ? null : $"draft {draft}",
        });

    private static readonly Gen<Step> OneStep = Gen.Frequency(
        (6, Item.List[1, 6].Select(batch => (Step)new Appending(batch))),
        (2, Gen.Select(Conversation, User, Seq).Select((conversation, user, seq) => (Step)new MarkingRead(conversation, user, seq))),
        (1, Gen.Select(Conversation, Seq).Select((conversation, seq) => (Step)new MarkingDispatched(conversation, seq))),
        (1, Gen.Select(Conversation, User, Update).Select((conversation, user, update) => (Step)new Updating(conversation, user, update))),
        (1, Gen.Select(Conversation, User, Seq.List[1, 4]).Select((conversation, user, seqs) => (Step)new Removing(conversation, user, seqs))),
        (1, Gen.Select(Conversation, Seq).Select((conversation, seq) => (Step)new Trimming(conversation, seq))),
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
