using ImKit.Client.Tests.Support;
using ImKit.Client.Wires;
using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

public sealed class ConnectingTests
{
    private readonly VirtualClock _clock = new();
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Waits_are_random_up_to_twice_the_last_and_to_a_limit()
    {
        _server.Refuse = static () => new IOException("nobody there");
        await using var device = Device();
        device.Client.Start();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            if (attempt > 0)
                await PassAsync(Waits(device)[attempt - 1]);
            await Until.HoldsAsync(() => Waits(device).Count == attempt + 1, "it waits");
            Assert.InRange(Waits(device)[attempt], TimeSpan.Zero, TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, attempt))));
        }

        // Full jitter: the long ones are spread over the whole range.
        Assert.True(Waits(device).Skip(5).Min() < TimeSpan.FromSeconds(10));
        Assert.True(Waits(device).Skip(5).Max() > TimeSpan.FromSeconds(20));
        Assert.Equal(30, Waits(device).Distinct().Count());
    }

    [Fact]
    public async Task A_drain_is_heeded_as_long_as_it_says_and_the_next_server_is_tried()
    {
        await using var device = Device(static options => options.Endpoints.Add(new Uri("ws://two:2/im")));
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        connection.End(code: 4000, retryMs: 1500);
        await device.IsAsync(ClientConnectionState.Waiting);
        Assert.Equal((4000, "the end", TimeSpan.FromMilliseconds(1500)), (device.Changes[^1].Code, device.Changes[^1].Reason, device.Changes[^1].Delay));
        await PassAsync(TimeSpan.FromMilliseconds(1500));
        await _server.NextAsync();
        Assert.Equal(["one", "two"], _server.Opened.Select(static endpoint => endpoint.Host));
    }

    [Fact]
    public async Task A_refused_upgrade_that_names_a_time_is_heeded()
    {
        _server.Refuse = static () => new WireRefusedException("HTTP status 503", TimeSpan.FromSeconds(7), new IOException());
        await using var device = Device();
        device.Client.Start();
        await device.IsAsync(ClientConnectionState.Waiting);
        Assert.Equal(TimeSpan.FromSeconds(7), device.Changes[^1].Delay);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_then_the_client_gives_up()
    {
        var asked = new List<bool>();
        _server.Instead = static (connection, frame) =>
        {
            // As a server says it before the login: version 1, so JSON.
            connection.SendBytes(Frame.Encode(1, Operations.Disconnect, 0, """{"code":4500,"reason":"unauthenticated","retry_after_ms":0}"""u8));
            connection.End();
            return true;
        };
        await using var device = Device(options => options.Token = (refused, _) =>
        {
            asked.Add(refused);
            return new(ClientToken.OfText("anna"));
        });
        device.Client.Start();
        await device.IsAsync(ClientConnectionState.Waiting);
        await PassAsync(device.Changes[^1].Delay);
        await device.IsAsync(ClientConnectionState.Refused);
        Assert.Equal([false, true], asked);
        Assert.Equal((4500, "unauthenticated"), (device.Changes[^1].Code, device.Changes[^1].Reason));
        // Asked by the application, it tries again.
        _server.Instead = null;
        await device.Client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);
    }

    [Theory]
    [InlineData(4501)]
    [InlineData(4502)]
    [InlineData(4503)]
    [InlineData(4999)]
    public async Task A_code_of_4500_and_up_ends_it(int code)
    {
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        connection.End(code);
        await device.IsAsync(ClientConnectionState.Refused);
        Assert.Single(_server.Opened);
    }

    [Fact]
    public async Task A_heartbeat_without_an_answer_ends_the_connection()
    {
        _server.Instead = static (_, frame) => frame.Operation == Operations.Heartbeat;
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));
        await Until.HoldsAsync(() => connection.Count(Operations.Heartbeat) == 1, "a heartbeat is sent");
        await PassAsync(TimeSpan.FromSeconds(10));
        await device.IsAsync(ClientConnectionState.Waiting);
        Assert.Contains("heartbeat", device.Changes[^1].Reason, StringComparison.Ordinal);
        Assert.True(connection.Gone);
    }

    [Fact]
    public async Task A_request_without_an_answer_fails_in_time_and_a_late_answer_is_nobodys()
    {
        _server.Instead = static (_, frame) => frame.Operation == 100;
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        var asking = device.Client.RequestAsync(100, "first"u8.ToArray());
        await Until.HoldsAsync(() => connection.Count(100) == 1, "it is asked");
        await PassAsync(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<RequestTimeoutException>(() => asking.WaitAsync(Until.Limit));
        var next = device.Client.RequestAsync(100, "second"u8.ToArray());
        await Until.HoldsAsync(() => connection.Count(100) == 2, "it is asked again");
        foreach (var request in connection.Requests.Where(static request => request.Operation == 100))
            connection.SendBytes(Frame.Encode(2, 100, request.Sequence, request.Body.Span));
        Assert.Equal("second"u8.ToArray(), (await next.WaitAsync(Until.Limit)).ToArray());
    }

    [Fact]
    public async Task A_request_that_is_under_way_when_the_connection_ends_fails_as_unknown()
    {
        _server.Instead = static (_, frame) => frame.Operation == 100;
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        var asking = device.Client.RequestAsync(100, default);
        await Until.HoldsAsync(() => connection.Count(100) == 1, "it is asked");
        connection.End();
        await Assert.ThrowsAsync<ConnectionLostException>(() => asking.WaitAsync(Until.Limit));
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        await using var device = Device(static options => options.Token = static (_, _) => new(ClientToken.OfText("anna", renewAfter: TimeSpan.FromSeconds(90))));
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        for (var round = 0; round < 4; round++)
        {
            // Nothing is under way, which would have to be answered within less.
            await Until.HoldsAsync(() => _clock.UntilNextTimer > TimeSpan.FromSeconds(15), "it waits for the next heartbeat or renewal");
            _clock.Advance(_clock.UntilNextTimer!.Value);
        }

        await Until.HoldsAsync(() => connection.Count(Operations.Login) == 3, "it is renewed twice");
        Assert.Single(_server.Opened);
    }

    [Fact]
    public async Task Rooms_and_watched_operations_are_asked_for_again_after_a_new_login()
    {
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.JoinRoomAsync("live://1");
        await device.Client.JoinRoomAsync("live://2");
        await device.Client.LeaveRoomAsync("live://2");
        await device.Client.SubscribeAsync([1000, 1001]);
        connection.End();
        await device.IsAsync(ClientConnectionState.Waiting);
        device.Client.Hurry();
        connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        Assert.Equal("live://1", connection.Last(Operations.JoinRoom, Wire.RoomRequest.Parser).Room);
        Assert.Equal("1000,1001"u8.ToArray(), connection.Requests.Single(static request => request.Operation == Operations.Subscribe).Body.ToArray());
        Assert.Equal(1, connection.Count(Operations.JoinRoom));
    }

    [Fact]
    public async Task A_client_keeps_to_the_frames_a_second_and_the_requests_that_a_server_takes()
    {
        _server.RequestsInFlight = 10;
        _server.Instead = static (_, frame) => frame.Operation == 100;
        await using var device = Device(static options => options.FramesPerSecond = 20);
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        var asking = Enumerable.Range(0, 50).Select(_ => device.Client.RequestAsync(100, default)).ToList();
        await Until.HoldsAsync(() => connection.Count(100) == 8, "as many wait as may");
        for (var answered = 0; answered < 50; answered++)
        {
            await Until.HoldsAsync(() =>
                {
                    _clock.Advance(TimeSpan.FromMilliseconds(50));
                    return connection.Count(100) > answered;
                }, "the next is asked");
            Assert.InRange(connection.Count(100), 1, answered + 8);
            var request = connection.Requests.Where(static request => request.Operation == 100).ElementAt(answered);
            connection.SendBytes(Frame.Encode(2, 100, request.Sequence, default));
        }

        await Task.WhenAll(asking).WaitAsync(Until.Limit);
    }

    [Fact]
    public async Task What_is_no_frame_ends_the_connection_and_the_client_comes_back()
    {
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.CatchUpAsync();
        connection.SendBytes("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        await device.IsAsync(ClientConnectionState.Waiting);
        device.Client.Hurry();
        await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
    }

    [Fact]
    public async Task Disposing_ends_everything_whatever_is_going_on()
    {
        _server.Refuse = static () => new IOException("nobody there");
        var device = Device();
        device.Client.Start();
        var asking = device.Client.RequestAsync(100, default);
        await device.IsAsync(ClientConnectionState.Waiting);
        await device.DisposeAsync();
        await Assert.ThrowsAsync<ConnectionLostException>(() => asking.WaitAsync(Until.Limit));
        Assert.Equal(ClientConnectionState.Stopped, device.Client.State);
        Assert.Throws<ObjectDisposedException>(device.Client.Start);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task Disposing_while_a_login_fails_is_no_failure_and_no_refusal()
    {
        TestDevice? device = null;
        var disposing = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        device = Device(options => options.Token = (_, _) =>
        {
            disposing.SetResult(device!.DisposeAsync().AsTask());
            throw new InvalidOperationException("no token");
        });
        device.Client.Start();
        await await disposing.Task.WaitAsync(Until.Limit);
        Assert.Empty(device.Told);
        Assert.Equal([ClientConnectionState.Connecting], device.Changes.Select(static change => change.State));
    }

    [Fact]
    public void An_option_that_makes_no_sense_is_named()
    {
        Assert.Contains("Endpoints", Wrong(static options => options.Endpoints.Clear()), StringComparison.Ordinal);
        Assert.Contains("http://x/", Wrong(static options => options.Endpoints.Add(new Uri("http://x"))), StringComparison.Ordinal);
        Assert.Contains("Token", Wrong(static options => options.Token = null), StringComparison.Ordinal);
        Assert.Contains("InitialEntries", Wrong(static options => options.InitialEntries = 201), StringComparison.Ordinal);
        Assert.Contains("MaxReconnectDelay", Wrong(static options => options.MaxReconnectDelay = TimeSpan.Zero), StringComparison.Ordinal);

        string Wrong(Action<ImKitClientOptions> configure) => Assert.Throws<ArgumentException>(() => Device(configure)).Message;
    }

    private TestDevice Device(Action<ImKitClientOptions>? configure = null) => new(_server, options =>
    {
        options.Time = _clock;
        configure?.Invoke(options);
    });

    private static List<TimeSpan> Waits(TestDevice device) => [.. device.Changes.Where(static change => change.State == ClientConnectionState.Waiting).Select(static change => change.Delay)];

    /// <summary>Lets time pass when somebody waits for no longer than that.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await Until.HoldsAsync(() => _clock.UntilNextTimer <= time, "somebody waits");
        _clock.Advance(time + TimeSpan.FromMilliseconds(1));
    }
}
