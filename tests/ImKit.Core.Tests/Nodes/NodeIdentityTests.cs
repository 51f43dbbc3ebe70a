using ImKit.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Core.Tests.Nodes;

public sealed class NodeIdentityTests
{
    [Fact]
    public void Two_starts_of_a_node_never_give_a_session_the_same_number()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var first = new NodeIdentity(new ImKitOptions(), time);
        var earlier = Enumerable.Range(0, 4000).Select(_ => first.NextSessionId()).ToHashSet();
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = new NodeIdentity(new ImKitOptions(), time);
        Assert.DoesNotContain(Enumerable.Range(0, 4000).Select(_ => second.NextSessionId()), earlier.Contains);
        Assert.True(second.BootId > first.BootId);
    }

    [Fact]
    public void A_session_number_fits_into_what_JavaScript_can_count()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.InRange(new NodeIdentity(new ImKitOptions(), time).NextSessionId(), 1, (1L << 53) - 1);
    }

    [Fact]
    public void Nodes_that_were_given_no_name_have_that_of_their_process() =>
        Assert.EndsWith($"-{Environment.ProcessId}", new ImKitOptions().Node.Id);
}
