using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The versions of one section, taken from its persisted ceiling in steps. Its section's worker only.</summary>
internal sealed class FeedVersions(int section, FeedSectionSteps steps)
{
    private const int Step = 1000;
    private long _next = 1;
    private long _end = 1;

    /// <summary>Gives every change the next version. Versions that are left over when the process ends are never used.</summary>
    public async ValueTask<FeedRow[]> AssignAsync(FeedChange[] changes)
    {
        var rows = new FeedRow[changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            if (_next == _end)
            {
                _next = await steps.ReserveAsync(section, Step).ConfigureAwait(false);
                _end = _next + Step;
            }

            rows[i] = changes[i].At(_next++);
        }

        return rows;
    }
}
