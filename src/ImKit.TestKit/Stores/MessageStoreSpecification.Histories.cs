using CsCheck;
using ImKit.TestKit.Generated;

namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    /// <summary>How many generated histories are compared to the model. Default 200.</summary>
    protected virtual int Iterations => 200;

    [Fact]
    public Task Any_history_of_sends_joins_leaves_retries_conflicts_and_reads_ends_as_the_model_says() =>
        Histories.Any.SampleAsync(
            steps => new History(Messages, Conversations, SectionStore, Cancel).RunAsync(steps),
            iter: Iterations,
            threads: 1,
            print: steps => string.Join(Environment.NewLine, steps));
}
