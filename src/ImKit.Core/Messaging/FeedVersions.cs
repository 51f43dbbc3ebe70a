using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The versions of one section, taken from its persisted ceiling in steps. Its section's worker only.</summary>
internal sealed class FeedVersions(int section, FeedSectionSteps steps)
{
    private const int Step = 1000;
    private long _term;
    private long _next = 1;
    private long _end = 1;

    /// <summary>Gives every change the next version. Versions that are left over when the term or the process ends are never used: another holder may
    /// have written higher ones since.</summary>
    public async ValueTask<FeedRow[]> AssignAsync(FeedSlot[] slots, long term)
    {
        if (term != _term)
            (_term, _next) = (term, _end);
        var rows = new FeedRow[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            if (_next == _end)
            {
                _next = await steps.ReserveAsync(section, Step).ConfigureAwait(false);
                _end = _next + Step;
            }

            slots[i].Version = _next++;
            rows[i] = slots[i].Change.At(slots[i].Version);
        }

        return rows;
    }
}
