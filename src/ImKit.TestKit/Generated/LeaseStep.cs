using CsCheck;

namespace ImKit.TestKit.Generated;

/// <summary>One step of a history of leases: what one of three nodes does, or time that passes.</summary>
internal sealed record LeaseStep(LeaseAct Act, int Node, int Boot, int[] Numbers, int Tenths);

internal enum LeaseAct
{
    Acquire,
    Release,
    Write,
    Advance,
}

/// <summary>Generators of such histories.</summary>
internal static class LeaseHistories
{
    private static readonly Gen<LeaseAct> Act = Gen.Frequency(
        (5, Gen.Const(LeaseAct.Acquire)), (2, Gen.Const(LeaseAct.Release)), (6, Gen.Const(LeaseAct.Write)), (3, Gen.Const(LeaseAct.Advance)));

    private static readonly Gen<int[]> Numbers = Gen.Shuffle(new[] { 32, 33, 34 }).SelectMany(all => Gen.Int[1, 3].Select(count => all[..count]));

    public static Gen<List<LeaseStep>> Any { get; } = Gen.Select(Act, Gen.Int[0, 2], Gen.Int[1, 2], Numbers, Gen.Int[1, 15])
        .Select((act, node, boot, numbers, tenths) => new LeaseStep(act, node, boot, numbers, tenths)).List[1, 40];
}
