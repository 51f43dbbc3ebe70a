using System.Globalization;

namespace ImKit.Testing;

/// <summary>What a <see cref="SeededScheduler"/> decided: equal for two runs exactly if both took the same decisions.</summary>
/// <remarks>Threading: read it while the scheduler is not running.</remarks>
public sealed class SchedulerTrace
{
    private const int Kept = 1024;
    private readonly List<SchedulerDecision> _recent = [];
    private int _oldest;

    internal SchedulerTrace()
    {
    }

    /// <summary>Decisions so far.</summary>
    public long Count { get; private set; }

    /// <summary>A hash over all decisions so far, in order.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>The latest decisions, oldest first; at most 1024.</summary>
    public IReadOnlyList<SchedulerDecision> Recent => [.. _recent[_oldest..], .. _recent[.._oldest]];

    /// <summary>Number of decisions and their hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} decisions, hash {Hash:x16}");

    internal void Add(SchedulerDecision decision)
    {
        Count++;
        Hash = SplitMix.Mix(Hash ^ ((ulong)decision.Source << 32) ^ (uint)decision.Ready);
        if (_recent.Count < Kept)
        {
            _recent.Add(decision);
            return;
        }

        _recent[_oldest] = decision;
        _oldest = (_oldest + 1) % Kept;
    }
}

/// <summary>One decision: whose turn it was.</summary>
/// <param name="Source">The number of the loop, or of the single piece of work, in order of creation.</param>
/// <param name="Name">The loop's name; <c>work</c> for a single piece.</param>
/// <param name="Ready">How many there were to choose from.</param>
public readonly record struct SchedulerDecision(long Source, string Name, int Ready);
