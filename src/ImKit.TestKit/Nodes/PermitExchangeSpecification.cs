using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>A provider's permit exchange, made for one test, empty or with other tests' data.</summary>
public abstract class PermitExchangeHarness : IAsyncDisposable
{
    /// <summary>The exchange as one node has it.</summary>
    public abstract IPermitExchange Exchange { get; }

    /// <summary>Lets time pass: sets the clock on, or waits.</summary>
    /// <param name="time">How much.</param>
    public abstract ValueTask AdvanceAsync(TimeSpan time);

    /// <summary>Ends it and removes what it left.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>What every <see cref="IPermitExchange"/> keeps. A rule is each test's own.</summary>
public abstract class PermitExchangeSpecification : IAsyncLifetime
{
    // What comes back while a test runs on a busy machine is less than a permit.
    private static readonly PermitTerms Slow = new(Permits: 1, Period: TimeSpan.FromHours(1), Burst: 100);
    private readonly string _rule = "r " + Names.Unique();
    private PermitExchangeHarness? _harness;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PermitExchangeHarness Harness => _harness ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>Makes an exchange for one test.</summary>
    protected abstract ValueTask<PermitExchangeHarness> CreateAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
    }

    [Fact]
    public async Task A_bucket_is_full_until_something_is_taken_and_what_several_nodes_take_adds_up()
    {
        AssertLeft([90], await TakeAsync(("eve", 10)));
        AssertLeft([60, 95], await TakeAsync(("eve", 30), ("ann", 5)));
        AssertLeft([94, 59], await TakeAsync(("ann", 1), ("eve", 1)));
    }

    [Fact]
    public async Task What_was_too_much_is_owed()
    {
        AssertLeft([-150], await TakeAsync(("eve", 250)));
        await Harness.AdvanceAsync(TimeSpan.FromHours(151));
        AssertLeft([0], await TakeAsync(("eve", 1)));
    }

    [Fact]
    public async Task Permits_come_back_steadily_and_no_more_than_the_burst()
    {
        var terms = Slow with { Permits = 6 };
        AssertLeft([40], await TakeAsync(terms, ("eve", 60)));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(25));
        AssertLeft([41.5], await TakeAsync(terms, ("eve", 1)));
        await Harness.AdvanceAsync(TimeSpan.FromHours(1000));
        AssertLeft([99], await TakeAsync(terms, ("eve", 1)));
    }

    [Fact]
    public async Task Rules_and_subjects_have_nothing_in_common()
    {
        string[] subjects = ["a|b", "a:b", "a%7Cb", "{a}", "ü", " ", new('x', 400)];
        foreach (var subject in subjects)
            AssertLeft([99], await TakeAsync((subject, 1)));
        AssertLeft([99], await Harness.Exchange.ExchangeAsync(_rule + "x", [new PermitNote("ü", 1)], Slow, Cancel));
    }

    [Fact]
    public async Task Of_many_nodes_that_tell_at_once_everything_counts()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TakeAsync(("eve", 3), ("ann", 1))));
        AssertLeft([39, 79], await TakeAsync(("eve", 1), ("ann", 1)));
    }

    [Fact]
    public async Task Fast_rules_are_counted_as_exactly()
    {
        var terms = new PermitTerms(Permits: 30_000, Period: TimeSpan.FromHours(30), Burst: 1_000_000);
        AssertLeft([1], await TakeAsync(terms, ("eve", 999_999)));
        await Harness.AdvanceAsync(TimeSpan.FromHours(3));
        AssertLeft([3000], await TakeAsync(terms, ("eve", 1)), within: 5);
    }

    [Fact]
    public async Task As_many_subjects_as_nodes_tell_of_at_once_are_answered_in_their_order()
    {
        var left = await TakeAsync([.. Enumerable.Range(1, 256).Select(static i => ($"user{i}", i))]);
        AssertLeft(Enumerable.Range(1, 256).Select(static i => 100d - i), left);
    }

    private static void AssertLeft(IEnumerable<double> expected, IReadOnlyList<double> left, double within = 0.2) =>
        Assert.All(expected.Zip(left), pair => Assert.InRange(pair.Second, pair.First - within, pair.First + within));

    private Task<IReadOnlyList<double>> TakeAsync(params (string Subject, int Taken)[] notes) => TakeAsync(Slow, notes);

    private async Task<IReadOnlyList<double>> TakeAsync(PermitTerms terms, params (string Subject, int Taken)[] notes)
    {
        var left = await Harness.Exchange.ExchangeAsync(_rule, [.. notes.Select(static note => new PermitNote(note.Subject, note.Taken))], terms, Cancel);
        Assert.Equal(notes.Length, left.Count);
        return left;
    }
}
