namespace ImKit.Bench.Compare;

/// <summary>What went wrong, once per contestant, load and reason.</summary>
internal sealed class Failures
{
    private readonly List<(string Title, string Load, string Reason)> _all = [];
    private readonly HashSet<string> _absent = [];

    /// <summary>The contestant does not start: it is not tried again.</summary>
    public void AddAbsent(Contestant contestant, string reason)
    {
        _absent.Add(contestant.Id);
        Add(contestant, "start", reason);
    }

    public void Add(Contestant contestant, string load, string reason)
    {
        Console.Error.WriteLine($"  {contestant.Title}, {load}: {reason}");
        if (!_all.Contains((contestant.Title, load, reason)))
            _all.Add((contestant.Title, load, reason));
    }

    public bool IsAbsent(Contestant contestant) => _absent.Contains(contestant.Id);

    /// <summary>Markdown; empty if nothing went wrong.</summary>
    public string ToMarkdown() => _all.Count == 0
        ? ""
        : "Left out or cut short:\n\n" + string.Concat(_all.Select(static failure => $"* {failure.Title}, {failure.Load}: {failure.Reason}\n")) + "\n";
}
