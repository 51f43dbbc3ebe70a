using CsCheck;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>The bound of docs/decisions/rates-over-nodes.md, whatever somebody does on several nodes that tell each other once a second.</summary>
public sealed class SharedPermitLaws
{
    private const double Step = 0.05;
    private static readonly PermitKey s_ann = new(default, new UserId("ann"), default, null);

    [Fact]
    public void Nobody_gets_more_than_every_nodes_burst_once_and_the_rate() => Gen.Int[1, 1_000_000].Sample(Check, iter: 300);

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var clock = new VirtualClock();
        var (count, permits, burst) = (2 + random.Next(4), 1 + random.Next(40), 1 + random.Next(200));
        var exchange = new InProcessPermitsOfRule();
        var nodes = Enumerable.Range(0, count).Select(_ => new PermitRule(new RateRule("r") { Permits = permits, Burst = burst }, "r")).ToArray();
        // Bursts at one node after the other, as long apart as pays best, or everywhere at once, or as it comes.
        var (way, rest) = (random.Next(4), 1 + random.Next(400));
        var (given, worth) = (0, Math.Max(1, burst / 16));
        for (var step = 0; step < 4_000; step++)
        {
            var now = clock.GetTimestamp() / (double)clock.TimestampFrequency;
            for (var i = 0; i < count; i++)
            {
                var asks = way switch
                {
                    0 => 1000,
                    1 => step / rest % count == i ? 1000 : 0,
                    2 => random.Next(rest) == 0 ? 1000 : 0,
                    _ => random.Next(3),
                };
                for (; asks > 0 && nodes[i].TryTake(s_ann, now, shared: true); asks--)
                    given++;
                // Each at its own moment of the second.
                if (step % 20 == i)
                    Tell(exchange, nodes[i], now);
                if (step % 200 == 0)
                    nodes[i].Sweep(now);
            }

            var most = (count * burst) + (permits * now) + (count * permits * (1 + Step)) + (count * worth * (1 + (now / PermitPace.Patience))) + 1;
            Assert.True(given <= most, $"{given} of {most} after {now} s: {count} nodes, {permits} a second, burst {burst}, way {way}, rest {rest}");
            clock.Advance(TimeSpan.FromSeconds(Step));
        }

        // And it is not refused what is its due.
        if (way == 0)
            Assert.True(given >= burst + (permits * 190), $"{given}: {count} nodes, {permits} a second, burst {burst}");
    }

    private static void Tell(InProcessPermitsOfRule exchange, PermitRule rule, double now)
    {
        var told = rule.TakeUntold(10);
        if (told.Count == 0)
            return;
        var left = exchange.Take([.. told.Select(static one => one.Note)], rule.Terms, now);
        for (var i = 0; i < told.Count; i++)
            told[i].Bucket.Lower(left[i], now);
    }
}
