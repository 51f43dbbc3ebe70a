using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>A provider's ban exchange, made for one test, empty or with other tests' data.</summary>
public abstract class BanExchangeHarness : IAsyncDisposable
{
    /// <summary>The exchange as one node has it.</summary>
    public abstract IBanExchange Exchange { get; }

    /// <summary>Lets time pass: sets the clock on, or waits.</summary>
    /// <param name="time">How much.</param>
    public abstract ValueTask AdvanceAsync(TimeSpan time);

    /// <summary>Ends it and removes what it left.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>What every <see cref="IBanExchange"/> keeps. A kind of subjects is each test's own.</summary>
public abstract class BanExchangeSpecification : IAsyncLifetime
{
    private static readonly BanTerms Terms = new(Refusals: 10, Window: TimeSpan.FromSeconds(2), First: TimeSpan.FromSeconds(1), Longest: TimeSpan.FromSeconds(3));
    private readonly string _kind = "k" + Names.Unique();
    private BanExchangeHarness? _harness;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BanExchangeHarness Harness => _harness ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>Makes an exchange for one test.</summary>
    protected abstract ValueTask<BanExchangeHarness> CreateAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Refusals_of_several_nodes_add_up_to_a_ban()
    {
        Assert.Empty((await Tell(("eve", 5, false), ("ann", 4, false))).Bans);
        Assert.Empty((await Tell(("ann", 5, false))).Bans);
        var ban = Assert.Single((await Tell(("eve", 5, false))).Bans);
        Assert.Equal(("eve", 1), (ban.Subject, ban.Bans));
        Assert.InRange(ban.Left, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_ban_of_one_node_is_one_for_all_and_only_once()
    {
        var first = Assert.Single((await Tell(("eve", 1, true))).Bans);
        var again = Assert.Single((await Tell(("eve", 99, true))).Bans);
        Assert.Equal((first.Subject, 1), (again.Subject, again.Bans));
        Assert.True(again.Left <= first.Left);
    }

    [Fact]
    public async Task Who_asks_for_what_is_new_learns_each_ban_once_and_who_begins_learns_all()
    {
        var first = await Tell(("one", 1, true), ("two", 1, true));
        Assert.Equal(["one", "two"], first.Bans.Select(ban => ban.Subject));
        Assert.Empty((await Ask(first.Last)).Bans);
        await Tell(("three", 1, true));
        var next = await Ask(first.Last);
        Assert.Equal("three", Assert.Single(next.Bans).Subject);
        Assert.Empty((await Ask(next.Last)).Bans);
        Assert.Equal(["one", "two", "three"], (await Ask(0)).Bans.Select(ban => ban.Subject));
    }

    [Fact]
    public async Task Bans_end_and_each_further_one_lasts_twice_as_long()
    {
        foreach (var (seconds, bans) in new[] { (1, 1), (2, 2), (3, 3), (3, 4) })
        {
            var before = (await Ask(0)).Last;
            await Tell(("eve", 1, true));
            var ban = Assert.Single((await Ask(before)).Bans);
            Assert.Equal(bans, ban.Bans);
            Assert.InRange(ban.Left, TimeSpan.FromSeconds(seconds - 0.7), TimeSpan.FromSeconds(seconds));
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(seconds + 0.05));
            Assert.Empty((await Ask(0)).Bans);
        }
    }

    [Fact]
    public async Task Earlier_bans_are_forgotten_after_ten_times_the_last_ones_length()
    {
        var terms = Terms with { First = TimeSpan.FromSeconds(0.3) };
        await Tell(terms, ("eve", 1, true));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(3.2));
        Assert.Equal(1, Assert.Single((await Tell(terms, ("eve", 1, true))).Bans).Bans);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single((await Tell(terms, ("eve", 1, true))).Bans).Bans);
    }

    [Fact]
    public async Task Refusals_beyond_the_window_do_not_add_up()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty((await Tell(("eve", 6, false))).Bans);
            await Harness.AdvanceAsync(Terms.Window + TimeSpan.FromSeconds(0.2));
        }
    }

    [Fact]
    public async Task Kinds_have_nothing_in_common()
    {
        await Tell(("eve", 1, true));
        Assert.Empty((await Harness.Exchange.ExchangeAsync(_kind + "x", [], Terms, 0, Cancel)).Bans);
    }

    [Fact]
    public async Task More_bans_than_a_page_holds_come_page_by_page_and_none_is_missed()
    {
        var terms = Terms with { First = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromMinutes(5) };
        string[] subjects = [.. Enumerable.Range(0, 2500).Select(static i => $"s|{i}|ü")];
        foreach (var some in subjects.Chunk(250))
            await Harness.Exchange.ExchangeAsync(_kind, [.. some.Select(static subject => new RefusalNote(subject, 1, true))], terms, 1, Cancel);
        var (found, last, more) = (new List<string>(), 0L, true);
        while (more)
        {
            var page = await Harness.Exchange.ExchangeAsync(_kind, [], terms, last, Cancel);
            Assert.InRange(page.Bans.Count, 0, 1000);
            found.AddRange(page.Bans.Select(static ban => ban.Subject));
            (last, more) = (page.Last, page.More);
        }

        Assert.Equal(subjects, found);
    }

    [Fact]
    public async Task Of_many_nodes_that_ban_at_once_one_ban_comes_of_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Tell(("eve", 1, true))));
        Assert.Equal(1, Assert.Single((await Ask(0)).Bans).Bans);
    }

    private Task<BanPage> Tell(params (string Subject, int Refusals, bool Banned)[] notes) => Tell(Terms, notes);

    private async Task<BanPage> Tell(BanTerms terms, params (string Subject, int Refusals, bool Banned)[] notes) => await Harness.Exchange.ExchangeAsync(
        _kind, [.. notes.Select(static note => new RefusalNote(note.Subject, note.Refusals, note.Banned))], terms, 0, Cancel);

    private async Task<BanPage> Ask(long after) => await Harness.Exchange.ExchangeAsync(_kind, [], Terms, after, Cancel);
}
