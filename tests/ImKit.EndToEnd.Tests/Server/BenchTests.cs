namespace ImKit.EndToEnd.Tests.Server;

/// <summary>A short run of bench/ImKit.Bench; docs/benchmarks.md has long ones.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task A_room_over_two_joined_nodes_is_measured_to_the_end_and_every_member_gets_every_broadcast()
    {
        var (exit, output) = await SampleProcess.RunWithinAsync(
            TimeSpan.FromMinutes(3), "ImKit.Bench", "scale", "--joined", "--transport", "linux-epoll", "--servers", "2", "--empty", "1", "--connections", "200", "--rate", "10", "--seconds", "1");
        Assert.True(exit == 0, output);
        Assert.Contains("| **all** | 201 / 0 |", output, StringComparison.Ordinal);
    }
}
