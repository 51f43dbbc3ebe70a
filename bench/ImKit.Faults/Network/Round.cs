namespace ImKit.Faults.Network;

/// <summary>One fault in a round.</summary>
/// <param name="Fault">Which.</param>
/// <param name="After">When it begins, from the round's beginning.</param>
/// <param name="Length">How long it lasts.</param>
internal sealed record RoundPart(Fault Fault, TimeSpan After, TimeSpan Length);

/// <summary>One fault, or up to three that overlap; then everything is well until the next.</summary>
internal sealed class Round
{
    private const int MaxParts = 3;

    private Round(IReadOnlyList<RoundPart> parts) => Parts = parts;

    public IReadOnlyList<RoundPart> Parts { get; }

    public static Round Draw(FaultList list, Random random)
    {
        var parts = new List<RoundPart> { new(list.Draw(random), TimeSpan.Zero, Length(random)) };
        while (parts.Count < MaxParts && random.Next(3) == 0)
        {
            var next = list.Draw(random);
            if (parts.TrueForAll(part => part.Fault.Place != next.Place))
                parts.Add(new(next, TimeSpan.FromMilliseconds(random.Next((int)parts[0].Length.TotalMilliseconds)), Length(random)));
        }

        return new Round(parts);
    }

    public Task RunAsync() => Task.WhenAll(Parts.Select(static async part =>
    {
        await Task.Delay(part.After);
        await part.Fault.BeginAsync();
        await Task.Delay(part.Length);
        await part.Fault.EndAsync();
    }));

    public override string ToString() => string.Join(" + ", Parts.Select(static part => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{part.Fault}, {(part.After > TimeSpan.Zero ? $"after {part.After.TotalSeconds:F1} s " : "")}for {part.Length.TotalSeconds:F1} s")));

    // Most are short; a third is longer than a lease.
    private static TimeSpan Length(Random random) => TimeSpan.FromMilliseconds(random.Next(3) switch
    {
        0 => random.Next(300, 2000),
        1 => random.Next(2000, 9000),
        _ => random.Next(16_000, 25_000),
    });
}
