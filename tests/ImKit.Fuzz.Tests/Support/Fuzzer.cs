using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace ImKit.Fuzz.Tests.Support;

/// <summary>Runs mutated inputs through a target until its budget is spent; a failure is made smaller and kept.</summary>
internal sealed class Fuzzer(FuzzTarget target)
{
    private readonly Mutator _mutator = new(Corpus.Read(target.Name), target.Words, target.MaxLength);

    public void Run(long firstSeed, Budget budget)
    {
        // Survives even a process that dies of an exhausted stack: the file then holds the seed it died of.
        using var current = MemoryMappedFile.CreateFromFile(Checkout.Artifact($"fuzz/{target.Name}.seed"), FileMode.Create, null, sizeof(long));
        using var seed = current.CreateViewAccessor();
        for (var number = firstSeed; budget.Next(); number++)
        {
            seed.Write(0, number);
            var input = _mutator.Make(number);
            if (FailureOf(input) is { } failure)
                throw Report(number, input, failure);
        }
    }

    private Exception? FailureOf(byte[] input)
    {
        try
        {
            target.Check(input);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private InvalidOperationException Report(long seed, byte[] input, Exception failure)
    {
        var smaller = Reduce(input, failure.GetType());
        var kept = Corpus.Keep(target.Name, smaller);
        return new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"""
                {target.Name} breaks a law: {failure.Message}
                Kept as {kept}, {smaller.Length} bytes. This replays the seed (with the corpus as it was):
                IMKIT_FUZZ_TARGET={target.Name} IMKIT_FUZZ_SEED={seed} IMKIT_FUZZ_SECONDS=0 IMKIT_FUZZ_INPUTS=1 dotnet run --project tests/ImKit.Fuzz.Tests
                """),
            failure);
    }

    /// <summary>Leaves out pieces, ever smaller ones, as long as it fails in the same way.</summary>
    private byte[] Reduce(byte[] input, Type failure)
    {
        for (var length = input.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= input.Length;)
            {
                byte[] without = [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
                if (FailureOf(without)?.GetType() == failure)
                    input = without;
                else
                    at += length;
            }
        }

        return input;
    }
}
