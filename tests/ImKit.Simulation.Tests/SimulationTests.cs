using System.Globalization;

namespace ImKit.Simulated.Tests;

/// <summary>Histories for as long as asked: <c>IMKIT_SIMULATION_SECONDS</c> (default 5), and at least <c>IMKIT_SIMULATION_HISTORIES</c>.
/// <c>IMKIT_SIMULATION_SEED</c> is the first seed, <c>IMKIT_SEED</c> runs one seed alone.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task Whatever_clients_and_nodes_do_every_history_keeps_the_laws()
    {
        var alone = Budget.Setting("IMKIT_SEED", -1);
        if (alone >= 0)
        {
            await RunAsync((int)alone);
            return;
        }

        var first = (int)Budget.Setting("IMKIT_SIMULATION_SEED", Random.Shared.Next(1 << 30));
        var budget = new Budget(TimeSpan.FromSeconds(Budget.Setting("IMKIT_SIMULATION_SECONDS", 5)), Budget.Setting("IMKIT_SIMULATION_HISTORIES", 0));
        for (var seed = first; budget.Next(); seed++)
            await RunAsync(seed);
        var line = string.Create(CultureInfo.InvariantCulture, $"{budget.Made} histories from seed {first} on in {budget.Elapsed.TotalSeconds:F0} s");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        await File.WriteAllTextAsync(Checkout.Artifact("simulation.txt"), line + "\n");
    }

    [Fact]
    public async Task The_same_seed_takes_the_same_decisions()
    {
        for (var seed = 1; seed <= 10; seed++)
            Assert.Equal(await RunAsync(seed), await RunAsync(seed));
    }

    [Fact]
    public async Task Histories_have_windows_that_close()
    {
        var stops = 0;
        for (var seed = 1; seed <= 30 && stops == 0; seed++)
        {
            await using var story = new Story(seed);
            await story.RunAsync();
            stops = story.Stops;
        }

        Assert.NotEqual(0, stops);
    }

    [Fact]
    public async Task Histories_have_partitions_and_killed_nodes()
    {
        var (held, kills) = (0, 0);
        for (var seed = 1; seed <= 100 && (held == 0 || kills == 0); seed++)
        {
            await using var story = new Story(seed);
            await story.RunAsync();
            (held, kills) = (held + story.Troubles.Held, kills + story.Troubles.Kills);
        }

        Assert.NotEqual(0, held);
        Assert.NotEqual(0, kills);
    }

    /// <summary>The laws have teeth: a mistake that shows only when a node was cut off for longer than its lease is found, and the same seed finds it again.</summary>
    [Fact]
    public async Task A_registry_that_renews_leases_which_have_ended_is_found_out()
    {
        var seed = 1;
        while (seed <= 200 && await FailureAsync(seed, forgiving: true) is null)
            seed++;
        var failure = await FailureAsync(seed, forgiving: true);
        Assert.NotNull(failure);
        Assert.Equal(failure.Message, (await FailureAsync(seed, forgiving: true))?.Message);
        Assert.Null(await FailureAsync(seed, forgiving: false));
    }

    /// <summary>Seeds of histories that once broke a law.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1029353970)]
    public async Task Seeds_that_once_failed_do_not_fail_again(int seed) => await RunAsync(seed);

    private static async Task<Exception?> FailureAsync(int seed, bool forgiving)
    {
        var story = new Story(seed, forgiving);
        return await Record.ExceptionAsync(story.RunAsync);
    }

    private static async Task<string> RunAsync(int seed)
    {
        var story = new Story(seed);
        try
        {
            await story.RunAsync();
            await story.DisposeAsync();
            return story.Trace;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"""
                    A history breaks a law: {failure.Message}
                    This replays it:
                    IMKIT_SEED={seed} dotnet run --project tests/ImKit.Simulation.Tests
                    What happened to nodes:
                    {string.Join('\n', story.Events)}
                    """),
                failure);
        }
    }
}
