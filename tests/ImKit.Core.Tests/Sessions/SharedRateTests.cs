using System.Diagnostics.Metrics;
using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>What one user may ask for on several nodes; the token is the user.</summary>
public sealed class SharedRateTests
{
    private const int Echo = 1000;
    private static readonly TimeSpan s_exchange = TimeSpan.FromSeconds(1.1);
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;
    private readonly FakeLogCollector _log = new();

    public SharedRateTests() => _cluster = new InProcessCluster(_simulation.Clock);

    [Fact]
    public async Task Who_asks_all_nodes_for_a_minute_gets_what_one_node_gives_and_what_is_left_out_at_first()
    {
        await using var one = await NodeAsync("one", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 20));
        await using var two = await NodeAsync("two", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 20));
        // A node that was alone has told nobody so far.
        _simulation.Advance(s_exchange);
        await using var here = await one.LoginAsync("ann", version: 2);
        await using var there = await two.LoginAsync("ann", version: 2);
        var given = 0;
        for (var i = 0; i < 600; i++)
        {
            given += await AnsweredAsync(here, 3) + await AnsweredAsync(there, 3);
            _simulation.Advance(TimeSpan.FromMilliseconds(100));
        }

        // 20 and 10 a second; once more the burst and, for as long as nobody has told, the rate.
        Assert.InRange(given, 600, 20 + 600 + 20 + 20);
    }

    [Fact]
    public async Task What_one_node_gave_the_other_does_not_give_again()
    {
        await using var one = await NodeAsync("one", Limit(permits: 1, TimeSpan.FromDays(1), burst: 100));
        await using var two = await NodeAsync("two", Limit(permits: 1, TimeSpan.FromDays(1), burst: 100));
        // A node that was alone has told nobody so far.
        _simulation.Advance(s_exchange);
        await using var here = await one.LoginAsync("ann", version: 2);
        await using var there = await two.LoginAsync("ann", version: 2);
        await using var bob = await two.LoginAsync("bob", version: 2);
        Assert.Equal(90, await AnsweredAsync(here, 90));
        _simulation.Advance(s_exchange);
        // So much it gives before it is worth a word.
        Assert.Equal(6, await AnsweredAsync(there, 6));
        _simulation.Advance(s_exchange);
        Assert.Equal(4, await AnsweredAsync(there, 10));
        Assert.Equal(100, await AnsweredAsync(bob, 101));
    }

    [Fact]
    public async Task Who_overdrew_on_two_nodes_waits_until_it_is_paid_back()
    {
        await using var one = await NodeAsync("one", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 100));
        await using var two = await NodeAsync("two", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 100));
        // A node that was alone has told nobody so far.
        _simulation.Advance(s_exchange);
        await using var here = await one.LoginAsync("ann", version: 2);
        await using var there = await two.LoginAsync("ann", version: 2);
        Assert.Equal(100, await AnsweredAsync(here, 100));
        _simulation.Advance(s_exchange);
        Assert.Equal(100, await AnsweredAsync(there, 100));
        _simulation.Advance(s_exchange);
        // Alone it would give again at once.
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, await AnsweredAsync(there, 1));
        _simulation.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEqual(0, await AnsweredAsync(there, 1));
    }

    [Fact]
    public async Task An_address_counts_on_all_nodes_where_a_rule_says_so()
    {
        await using var one = await NodeAsync("one", Limit(permits: 1, TimeSpan.FromDays(1), burst: 16, RateScope.Address));
        await using var two = await NodeAsync("two", Limit(permits: 1, TimeSpan.FromDays(1), burst: 16, RateScope.Address));
        // A node that was alone has told nobody so far.
        _simulation.Advance(s_exchange);
        await using var here = await one.LoginAsync("ann", version: 2);
        await using var there = await two.LoginAsync("bob", version: 2);
        Assert.Equal(10, await AnsweredAsync(here, 10));
        _simulation.Advance(s_exchange);
        Assert.Equal(1, await AnsweredAsync(there, 1));
        _simulation.Advance(s_exchange);
        Assert.Equal(5, await AnsweredAsync(there, 16));
    }

    [Fact]
    public async Task While_others_cannot_be_told_each_node_counts_alone_and_says_so_once()
    {
        var exchange = new FakeExchange { Fails = true };
        await using var node = await NodeAsync("one", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 20), exchange);
        using var failed = Failures(node);
        await using var ann = await node.LoginAsync("ann", version: 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(20, await AnsweredAsync(ann, 30));
            _simulation.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(3, failed.GetMeasurementSnapshot().Count);
        Assert.Equal(1, Logged(2087));
        exchange.Fails = false;
        Assert.Equal(20, await AnsweredAsync(ann, 30));
        _simulation.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((1, 3), (Logged(2088), failed.GetMeasurementSnapshot().Count));
    }

    [Fact]
    public async Task Nobody_waits_for_an_exchange_that_never_ends()
    {
        var exchange = new FakeExchange { Hangs = true };
        await using var node = await NodeAsync("one", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 20), exchange);
        using var failed = Failures(node);
        await using var ann = await node.LoginAsync("ann", version: 2);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(20, await AnsweredAsync(ann, 30));
            _simulation.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(failed.GetMeasurementSnapshot().Count, 2, 5);
    }

    [Fact]
    public async Task Who_asks_for_little_costs_no_word_and_neither_does_a_node_that_counts_alone()
    {
        var exchange = new FakeExchange();
        await using (var node = await NodeAsync("one", Limit(permits: 10, TimeSpan.FromSeconds(1), burst: 32), exchange))
        {
            await using var ann = await node.LoginAsync("ann", version: 2);
            await using var bob = await node.LoginAsync("bob", version: 2);
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(1, await AnsweredAsync(ann, 1));
                Assert.Equal(2, await AnsweredAsync(bob, 2));
                _simulation.Advance(TimeSpan.FromSeconds(11));
            }

            Assert.Equal(Enumerable.Repeat(new PermitNote("|bob", 2), 10), exchange.Told);
        }

        exchange.Told.Clear();
        await using var alone = await NodeAsync("one", rates => rates.OverAllNodes = false, exchange);
        await using var eve = await alone.LoginAsync("eve", version: 2);
        await AnsweredAsync(eve, 50);
        _simulation.Advance(s_exchange);
        Assert.Empty(exchange.Told);
    }

    private static Action<RateOptions> Limit(int permits, TimeSpan period, int burst, RateScope scope = RateScope.User) => rates =>
    {
        rates.RefusalsBeforeBan = 0;
        rates.Rules.Add(new RateRule("echo") { Operations = [Echo], Permits = permits, Period = period, Burst = burst, Scope = scope });
    };

    private static async Task<int> AnsweredAsync(TestClient client, int requests)
    {
        var answered = 0;
        for (var i = 0; i < requests; i++)
        {
            await client.SendAsync(Echo);
            if ((await client.ExpectAsync(static frame => frame.Operation is Echo or Operations.Error, "an answer")).Operation == Echo)
                answered++;
        }

        return answered;
    }

    private static MetricCollector<long> Failures(TestServer node) =>
        new(node.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.FailedPermitExchanges);

    private int Logged(int id) => _log.GetSnapshot().Count(record => record.Id.Id == id);

    private Task<TestServer> NodeAsync(string id, Action<RateOptions> rates, IPermitExchange? exchange = null) => TestServer.StartAsync(
        builder =>
        {
            builder
                .AddAuthenticator(static (request, _) => ValueTask.FromResult(AuthResult.For(new UserId(Encoding.UTF8.GetString(request.Token.Span)))))
                .Handle(Echo, static (_, _) => new(OperationReply.Empty));
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(_log));
            if (exchange is not null)
                builder.Services.Replace(ServiceDescriptor.Singleton(exchange));
        },
        options =>
        {
            (options.Node.Id, options.Node.Number, options.Limits.FramesPerSecond) = (id, id == "two" ? 2 : 1, 0);
            rates(options.Rates);
        },
        _simulation);

    private sealed class FakeExchange : IPermitExchange
    {
        public bool Fails { get; set; }

        public bool Hangs { get; init; }

        public List<PermitNote> Told { get; } = [];

        public ValueTask<IReadOnlyList<double>> ExchangeAsync(string rule, IReadOnlyList<PermitNote> notes, PermitTerms terms, CancellationToken cancel)
        {
            Told.AddRange(notes);
            if (Hangs)
                return new(new TaskCompletionSource<IReadOnlyList<double>>().Task);
            return Fails ? throw new StorageException("down") : new([.. notes.Select(static note => 1e9)]);
        }
    }
}
