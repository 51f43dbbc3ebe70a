using ImKit.Transports.Linux;
using ImKit.Transports.Linux.Native;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Transport.Linux.Tests;

/// <summary>Errors of accept that cannot be had from the kernel at will.</summary>
public class AcceptorTests
{
    [Theory]
    [InlineData(Abi.EMFILE)]
    [InlineData(Abi.ENFILE)]
    [InlineData(Abi.ENOBUFS)]
    [InlineData(Abi.ENOMEM)]
    [InlineData(Abi.EBADF)]
    public async Task Accepting_pauses_after_an_error_and_goes_on(int errno)
    {
        await using var accept = await FakeAccept.StartAsync(errno);
        await accept.FailsAsync(10);
        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000], accept.Pauses);

        await accept.AcceptsAsync();
        await accept.FailsAsync(1);
        Assert.Equal(10, accept.Pauses[^1]);
    }

    [Theory]
    [InlineData(Abi.ECONNABORTED)]
    [InlineData(Abi.EINTR)]
    [InlineData(Abi.EPROTO)]
    [InlineData(Abi.ENETDOWN)]
    [InlineData(Abi.EPERM)]
    public async Task An_error_of_one_connection_does_not_pause_accepting(int errno)
    {
        await using var accept = await FakeAccept.StartAsync(errno);
        accept.FailNext(3);
        await accept.AcceptsAsync();
        Assert.Empty(accept.Pauses);
    }

    [Fact]
    public async Task A_stop_during_a_pause_ends_at_once()
    {
        await using var accept = await FakeAccept.StartAsync(Abi.EMFILE);
        await accept.FailsAsync(1);
    }

    /// <summary>An acceptor on a real loop whose calls of accept end as the test says, on virtual time. A client waits, so that it is called.</summary>
    private sealed class FakeAccept : IAsyncDisposable
    {
        private readonly FakeTimeProvider _time = new();
        private readonly FakeLogger _logger = new();
        private readonly SemaphoreSlim _taken = new(0);
        private readonly int _errno;
        private readonly EventLoop _loop;
        private readonly Acceptor _acceptor;
        private int _failures;

        private FakeAccept(int errno)
        {
            _errno = errno;
            var metrics = new BareBuilder().UseLinux().Services.BuildServiceProvider().GetRequiredService<TransportMetrics>();
            var options = new LinuxOptions { Engine = LinuxEngine.Epoll };
            _loop = new EventLoop(options, _time, _logger, metrics);
            var listener = ListeningSocket.Open(new IPEndPoint(IPAddress.Loopback, 0), options, out var bound);
            _acceptor = new Acceptor(_loop, listener, bound, _time, new DescriptorLimit(0), Take, Accept);
        }

        public List<double> Pauses => [.. _logger.Collector.GetSnapshot()
            .Where(static record => record.Id.Id == LinuxTelemetry.AcceptFailed)
            .Select(static record => double.Parse(record.GetStructuredStateValue("DelayMs")!))];

        public static async Task<FakeAccept> StartAsync(int errno)
        {
            var accept = new FakeAccept(errno);
            Assert.Null(await accept._loop.StartAsync("test").Soon());
            await accept._loop.On(() => accept._loop.Add(accept._acceptor));
            return accept;
        }

        public void FailNext(int times) => Volatile.Write(ref _failures, times);

        public async Task FailsAsync(int times)
        {
            var before = Pauses.Count;
            FailNext(times);
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            var connecting = client.ConnectAsync(_acceptor.Bound);
            await Deadline.Until(
                () =>
                {
                    if (Pauses.Count < before + times)
                        _time.Advance(TimeSpan.FromSeconds(1));
                    return Pauses.Count >= before + times;
                },
                "every failure is logged");
            await connecting.Soon();
        }

        public async Task AcceptsAsync()
        {
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            var connecting = client.ConnectAsync(_acceptor.Bound);
            await Deadline.Until(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    return _taken.CurrentCount > 0;
                },
                "a connection is accepted");
            Assert.True(await _taken.WaitAsync(Deadline.Long));
            await connecting.Soon();
        }

        public async ValueTask DisposeAsync()
        {
            await _loop.On(_acceptor.Stop);
            await _loop.StopAsync().Soon();
            _loop.Dispose();
        }

        private void Take(int descriptor, PeerAddress peer)
        {
            _ = Libc.Close(descriptor);
            _taken.Release();
        }

        private int Accept(int listener, out PeerAddress peer)
        {
            peer = default;
            if (Volatile.Read(ref _failures) > 0)
            {
                Interlocked.Decrement(ref _failures);
                return -_errno;
            }

            return Acceptor.AcceptNow(listener, out peer);
        }
    }
}
