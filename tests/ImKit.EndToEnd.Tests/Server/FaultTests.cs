namespace ImKit.EndToEnd.Tests.Server;

/// <summary>A short run of bench/ImKit.Faults; docs/reports/kills.md has a long one.</summary>
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
}
