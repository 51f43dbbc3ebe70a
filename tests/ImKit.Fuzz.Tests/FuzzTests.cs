using System.Globalization;

namespace ImKit.Fuzz.Tests;

/// <summary>Mutated inputs for as long as asked: <c>IMKIT_FUZZ_SECONDS</c> for all targets together (default 5), and at least
/// <c>IMKIT_FUZZ_INPUTS</c> inputs. <c>IMKIT_FUZZ_SEED</c> is the first seed, <c>IMKIT_FUZZ_TARGET</c> names one target.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. Chosen()];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks_a_law(string target)
    {
        var count = Chosen().Count;
        var seed = Budget.Setting("IMKIT_FUZZ_SEED", Random.Shared.NextInt64(1L << 40));
        var budget = new Budget(
            TimeSpan.FromSeconds((double)Budget.Setting("IMKIT_FUZZ_SECONDS", 5) / count),
            (Budget.Setting("IMKIT_FUZZ_INPUTS", 0) + count - 1) / count);
        using var opened = Support.Targets.Open(target);
        new Fuzzer(opened).Run(seed, budget);
        var line = string.Create(CultureInfo.InvariantCulture, $"{target}: {budget.Made} inputs from seed {seed} on in {budget.Elapsed.TotalSeconds:F0} s");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        File.WriteAllText(Checkout.Artifact($"fuzz/{target}.txt"), line + "\n");
    }

    private static IReadOnlyList<string> Chosen() => Environment.GetEnvironmentVariable("IMKIT_FUZZ_TARGET") is { Length: > 0 } one ? [one] : Support.Targets.Names;
}
