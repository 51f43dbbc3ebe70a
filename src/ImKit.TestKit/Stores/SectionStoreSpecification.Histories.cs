using CsCheck;
using ImKit.TestKit.Generated;

namespace ImKit.TestKit;

public abstract partial class SectionStoreSpecification
{
    /// <summary>How many generated histories are compared to the model. Default 100.</summary>
    protected virtual int Iterations => 100;

    [Fact]
    public Task Any_history_of_holders_leases_and_late_writes_is_that_of_the_model() =>
        LeaseHistories.Any.SampleAsync(RunAsync, iter: Iterations, threads: 1);

    private async Task RunAsync(List<LeaseStep> steps)
    {
        var start = await SectionStore.ReadAsync(SectionKind.Feed, Cancel);
        var history = new LeaseHistory(Harness, Names.Tenant(), start, Cancel);
        foreach (var step in steps)
            await history.RunAsync(step);
        await history.EndAsync();
    }
}
