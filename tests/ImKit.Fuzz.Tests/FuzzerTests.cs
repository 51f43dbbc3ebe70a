namespace ImKit.Fuzz.Tests;

/// <summary>The fuzzer itself: it finds what is planted, and a seed is an input.</summary>
public sealed class FuzzerTests
{
    private static readonly byte[][] Seeds = ["hello, world"u8.ToArray(), [0, 0, 0, 16, 0, 16]];

    [Fact]
    public void The_same_seed_makes_the_same_input_and_others_make_others()
    {
        var one = new Mutator(Seeds, ["word"u8.ToArray()], 4096);
        var two = new Mutator(Seeds, ["word"u8.ToArray()], 4096);
        for (var seed = 0; seed < 1000; seed++)
            Assert.Equal(one.Make(seed), two.Make(seed));
        Assert.InRange(Enumerable.Range(0, 1000).Select(seed => Convert.ToHexString(one.Make(seed))).Distinct().Count(), 600, 1000);
    }

    [Fact]
    public void No_input_is_longer_than_allowed()
    {
        var mutator = new Mutator([new byte[100]], [new byte[50]], 120);
        for (var seed = 0; seed < 5000; seed++)
            Assert.InRange(mutator.Make(seed).Length, 0, 120);
    }

    [Fact]
    public void Memory_out_of_proportion_is_noticed()
    {
        Laws.Frugal(100, static () => new byte[1000]);
        Assert.ThrowsAny<Exception>(static () => Laws.Frugal(100, static () => new byte[2000]));
    }
}
