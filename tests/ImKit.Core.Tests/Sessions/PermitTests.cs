using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>Buckets of permits by themselves.</summary>
public sealed class PermitTests
{
    private static readonly RateRule s_rule = new("test") { Permits = 10, Burst = 32 };

    [Fact]
    public void Permits_come_back_steadily_up_to_the_burst()
    {
        var bucket = new PermitBucket(new PermitPace(s_rule), 0);
        Assert.Equal(32, Takes(bucket, 0));
        Assert.Equal(0, Takes(bucket, 0.05));
        Assert.Equal(1, Takes(bucket, 0.1));
        Assert.Equal(7, Takes(bucket, 0.8));
        Assert.Equal(32, Takes(bucket, 1000));
        // A clock that another thread has read before.
        Assert.Equal(0, Takes(bucket, 999));
    }

    [Fact]
    public void What_others_have_taken_is_owed_and_less_than_this_node_knows_of_is_never_made_more()
    {
        var bucket = new PermitBucket(new PermitPace(s_rule), 0);
        Assert.True(bucket.Lower(-8, 0));
        Assert.Equal(0, Takes(bucket, 0.85));
        Assert.Equal(1, Takes(bucket, 0.95));
        Assert.False(bucket.Lower(30, 0.95));
        Assert.Equal(0, Takes(bucket, 0.95));
    }

    [Fact]
    public void What_was_taken_since_others_were_told_is_not_in_what_they_say()
    {
        var bucket = new PermitBucket(new PermitPace(s_rule), 0);
        for (var i = 0; i < 4; i++)
            bucket.Take(0, shared: true);
        Assert.Equal(4, bucket.TakeUntold());
        for (var i = 0; i < 3; i++)
            bucket.Take(0, shared: true);
        // 32 less 4 here and 8 elsewhere.
        Assert.True(bucket.Lower(20, 0));
        Assert.Equal(17, Takes(bucket, 0));
    }

    [Fact]
    public void Others_are_told_once_of_a_sixteenth_of_the_burst_and_of_less_only_if_it_comes_soon()
    {
        var bucket = new PermitBucket(new PermitPace(s_rule), 0);
        Assert.Equal(PermitOutcome.Taken, bucket.Take(0, shared: true));
        // Ten seconds later the first is forgotten.
        Assert.Equal(PermitOutcome.Taken, bucket.Take(10.1, shared: true));
        Assert.Equal(PermitOutcome.Tell, bucket.Take(20, shared: true));
        Assert.Equal(PermitOutcome.Taken, bucket.Take(20, shared: true));
        Assert.Equal(3, bucket.TakeUntold());
        Assert.Equal(PermitOutcome.Taken, bucket.Take(20, shared: true));
        Assert.Equal(PermitOutcome.Tell, bucket.Take(20, shared: true));
        Assert.Equal(PermitOutcome.Taken, bucket.Take(20, shared: false));
    }

    [Fact]
    public void A_bucket_is_given_up_when_it_is_full_and_nobody_waits_to_hear_of_it()
    {
        var bucket = new PermitBucket(new PermitPace(s_rule), 0);
        Takes(bucket, 0, 5);
        Assert.False(bucket.TryEnd(0.4));
        Assert.True(bucket.TryEnd(0.5));
        Assert.Equal(PermitOutcome.Gone, bucket.Take(0.5, shared: false));
        bucket = new PermitBucket(new PermitPace(s_rule), 0);
        while (bucket.Take(0, shared: true) != PermitOutcome.Tell)
        {
        }

        Assert.False(bucket.TryEnd(1000));
        bucket.TakeUntold();
        Assert.True(bucket.TryEnd(1000));
    }

    [Fact]
    public void Memory_is_for_those_who_asked_lately()
    {
        var clock = new VirtualClock();
        var rule = new PermitRule(s_rule, "test");
        for (var i = 0; i < 10_000; i++)
            Assert.True(rule.TryTake(new PermitKey(default, new UserId($"user{i}"), default, null), Now(), shared: false));
        clock.Advance(TimeSpan.FromMilliseconds(50));
        rule.Sweep(Now());
        Assert.Equal(10_000, rule.Buckets);
        clock.Advance(TimeSpan.FromMilliseconds(60));
        rule.Sweep(Now());
        Assert.Equal(0, rule.Buckets);

        double Now() => clock.GetTimestamp() / (double)clock.TimestampFrequency;
    }

    [Fact]
    public async Task Of_many_threads_that_ask_while_buckets_are_given_up_none_gets_what_is_not_there()
    {
        var slow = new PermitRule(new RateRule("slow") { Permits = 1, Period = TimeSpan.FromDays(1), Burst = 5_000 }, "slow");
        var key = new PermitKey(default, new UserId("ann"), default, null);
        var done = 0;
        var sweeping = Task.Factory.StartNew(
            () =>
            {
                while (Volatile.Read(ref done) == 0)
                    slow.Sweep(0);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () => Enumerable.Range(0, 2_000).Count(_ => slow.TryTake(key, 0, shared: true)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Volatile.Write(ref done, 1);
        await sweeping;
        Assert.Equal(5_000, taken.Sum());
        Assert.Equal(5_000, Assert.Single(slow.TakeUntold(10)).Note.Taken);
    }

    private static int Takes(PermitBucket bucket, double now, int most = 1000)
    {
        var taken = 0;
        while (taken < most && bucket.Take(now, shared: false) == PermitOutcome.Taken)
            taken++;
        return taken;
    }
}
