namespace ImKit.EndToEnd.Tests.Server;

/// <summary>Short runs of bench/ImKit.Faults; docs/reports has long ones.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Five_kills_while_eighteen_devices_talk_lose_double_and_reorder_nothing()
    {
        var (exit, output) = await SampleProcess.RunWithinAsync(TimeSpan.FromMinutes(5), "ImKit.Faults", "--kills", "5", "--seed", "1");
        Assert.True(exit == 0, output);
        Assert.Contains("5 kills", output, StringComparison.Ordinal);
        Assert.Contains(" 0 findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_three_nodes_restarted_once_in_order_loses_doubles_and_reorders_nothing()
    {
        var (exit, output) = await SampleProcess.RunWithinAsync(TimeSpan.FromMinutes(10), "ImKit.Faults", "rolling", "--restarts", "3", "--idle", "30");
        Assert.True(exit == 0, output);
        Assert.Contains("3 rolling restarts", output, StringComparison.Ordinal);
        Assert.Contains(" 0 findings", output, StringComparison.Ordinal);
    }
}
