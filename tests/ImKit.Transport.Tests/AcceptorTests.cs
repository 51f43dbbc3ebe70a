using System.Diagnostics.Metrics;
using ImKit.Transports.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Transport.Tests;

/// <summary>Errors of accept that cannot be had from the kernel at will.</summary>
public class AcceptorTests
{
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.NetworkDown)]
    [InlineData(SocketError.SocketError)]
    public async Task Accepting_goes_on_after_any_error(SocketError error)
    {
        await using var accept = new FakeAccept(new SocketException((int)error));
        await accept.FailAsync(times: 3);
        await accept.AcceptsAsync();
    }

    [Fact]
    public async Task Accepting_goes_on_after_an_exception_nobody_expects()
    {
        await using var accept = new FakeAccept(new InvalidOperationException("a bug below"));
        await accept.FailAsync(times: 3);
        await accept.AcceptsAsync();
    }

    [Fact]
    public async Task Pauses_grow_from_10_ms_to_a_second_and_begin_anew_after_a_success()
    {
        await using var accept = new FakeAccept(new SocketException((int)SocketError.TooManyOpenSockets));
        await accept.FailAsync(times: 10);
        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000], accept.Pauses);

        await accept.AcceptsAsync();
        await accept.FailAsync(times: 1);
        Assert.Equal(10, accept.Pauses[^1]);
        Assert.Equal(11, accept.CountedPauses);
    }

    [Fact]
    public async Task A_stop_during_a_pause_ends_at_once()
    {
        var accept = new FakeAccept(new SocketException((int)SocketError.TooManyOpenSockets));
        await accept.FailAsync(times: 1, advance: false);
        await accept.DisposeAsync();
    }

    /// <summary>An acceptor whose calls of accept end as the test says, on virtual time.</summary>
    private sealed class FakeAccept : IAsyncDisposable
    {
        private readonly FakeTimeProvider _time = new();
        private readonly FakeLogger _logger = new();
        private readonly ServiceProvider _services = new BareBuilder().UseDotNetty().Services.BuildServiceProvider();
        private readonly MetricCollector<long> _pauses;
        private readonly SemaphoreSlim _called = new(0);
        private readonly SemaphoreSlim _taken = new(0);
        private readonly Exception _error;
        private readonly Acceptor _acceptor;
        private TaskCompletionSource<Socket> _call = new();

        public FakeAccept(Exception error)
        {
            _error = error;
            _pauses = new MetricCollector<long>(_services.GetRequiredService<IMeterFactory>(), DotNettyTelemetry.MeterName, DotNettyTelemetry.AcceptPauses);
            var listener = Acceptor.Listen(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1);
            _acceptor = new Acceptor(listener, _time, _logger, _services.GetRequiredService<TransportMetrics>(), new DescriptorLimit(0), AcceptAsync);
            _acceptor.Start(socket =>
            {
                socket.Dispose();
                _taken.Release();
            });
        }

        public long CountedPauses => _pauses.GetMeasurementSnapshot().Sum(static measurement => measurement.Value);

        public List<double> Pauses => [.. _logger.Collector.GetSnapshot()
            .Where(static record => record.Id.Id == DotNettyTelemetry.AcceptFailed)
            .Select(static record => double.Parse(record.GetStructuredStateValue("DelayMs")!))];

        public async Task FailAsync(int times, bool advance = true)
        {
            for (var i = 0; i < times; i++)
            {
                await CalledAsync();
                var logged = Pauses.Count;
                _call.SetException(_error);
                await Deadline.Until(() => Pauses.Count > logged, "the error is logged");
                if (advance)
                    await AdvanceAsync();
            }
        }

        public async Task AcceptsAsync()
        {
            await CalledAsync();
            _call.SetResult(new Socket(SocketType.Stream, ProtocolType.Tcp));
            Assert.True(await _taken.WaitAsync(Deadline.Long));
        }

        public async ValueTask DisposeAsync()
        {
            await _acceptor.StopAsync().Soon();
            _acceptor.Dispose();
            _pauses.Dispose();
            await _services.DisposeAsync();
        }

        /// <summary>The log line comes just before the pause begins; so time moves on until the next call has come.</summary>
        private Task AdvanceAsync() => Deadline.Until(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return _called.CurrentCount > 0;
            },
            "accept is called again");

        private async Task CalledAsync() => Assert.True(await _called.WaitAsync(Deadline.Long), "accept was not called");

        private async ValueTask<Socket> AcceptAsync(CancellationToken cancel)
        {
            _call = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
            _called.Release();
            return await _call.Task.WaitAsync(cancel);
        }
    }
}
