using ImKit.Messaging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Core.Tests.Messaging;

public sealed class Message_ids
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void An_id_tells_its_millisecond_and_its_node()
    {
        var id = Ids(new FakeTimeProvider(Start), node: 777).Next().Value;

        Assert.Equal(777, (id >> 12) & 1023);
        Assert.Equal(Start, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(id >> 22));
    }

    [Fact]
    public void Ids_rise_while_the_clock_steps_back()
    {
        var clock = new SteppingClock(Start);
        var ids = Ids(clock);
        var last = 0L;
        for (var i = 0; i < 10_000; i++)
        {
            clock.Now = Start.AddSeconds(i % 7 * -3600);
            var next = ids.Next().Value;
            Assert.True(next > last);
            last = next;
        }
    }

    [Fact]
    public void More_ids_in_a_millisecond_than_its_counter_holds_are_still_different()
    {
        var ids = Ids(new SteppingClock(Start));
        var made = Enumerable.Range(0, 20_000).Select(_ => ids.Next()).ToHashSet();
        Assert.Equal(20_000, made.Count);
    }

    [Fact]
    public async Task Threads_never_get_the_same_id()
    {
        var ids = Ids(TimeProvider.System);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 50_000).Select(_ => ids.Next()).ToArray())));
        Assert.Equal(200_000, made.SelectMany(id => id).Distinct().Count());
    }

    [Fact]
    public void A_clock_before_the_origin_still_makes_positive_ids() =>
        Assert.True(Ids(new SteppingClock(DateTimeOffset.UnixEpoch), node: 0).Next().Value > 0);

    [Theory]
    [InlineData(-1)]
    [InlineData(1024)]
    public void A_node_number_that_does_not_fit_is_refused(int node) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ids(TimeProvider.System, node));

    private static MessageIds Ids(TimeProvider time, int node = 3)
    {
        var options = new ImKitOptions();
        options.Node.Number = node;
        return new MessageIds(time, Options.Create(options));
    }

    private sealed class SteppingClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
