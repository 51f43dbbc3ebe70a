using ImKit.Storage.Sqlite;

namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Cuts the power of a modelled disk, on which only what was synced is sure to be.</summary>
public sealed class PowerLossTests : IDisposable
{
    private const int Seed = 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_power_cut_is_in_the_file_once_and_in_order()
    {
        var events = await TracedWriter.RunAsync(_folder, appends: 400, durability: null);

        // Otherwise the cuts below miss what is hardest: pages that move while the log is written again from its beginning.
        Assert.InRange(CutPoints.Checkpoints(events).Count, 3, int.MaxValue);
        var found = await CutAsync(events);
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found.Take(20)));
    }

    [Fact]
    public async Task The_weaker_durability_loses_acknowledged_messages_in_a_power_cut()
    {
        var events = await TracedWriter.RunAsync(_folder, appends: 50, SqliteDurability.ProcessCrash);

        var found = await CutAsync(events);

        Assert.Contains(found, line => line.StartsWith("lost: ", StringComparison.Ordinal));
    }

    /// <returns>What the first cut that breaks a promise has broken; empty if none does.</returns>
    private async Task<List<string>> CutAsync(List<DiskEvent> events)
    {
        var random = new Random(Seed);
        var cuts = CutPoints.Choose(events, random);
        var disk = new Disk();
        var acknowledged = new List<DiskEvent.Acknowledged>();
        var happened = 0;
        foreach (var cut in cuts)
        {
            for (; happened < cut; happened++)
            {
                disk.Apply(events[happened]);
                if (events[happened] is DiskEvent.Acknowledged acknowledgement)
                    acknowledged.Add(acknowledgement);
            }

            var image = Directory.CreateDirectory(_folder.File("image")).FullName;
            disk.Cut(image, new Lottery(random));
            var found = await Aftermath.FindAsync(Path.Combine(image, "im.db"), acknowledged);
            Directory.Delete(image, recursive: true);
            if (found.Count > 0)
                return [$"Seed {Seed}, after {cut} of {events.Count} events:", .. found];
        }

        return [];
    }
}
