using ImKit.Client.Tests.Support;
using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace ImKit.Client.Tests;

/// <summary>What the meter and the log tell of a client.</summary>
public sealed class WatchingTests : IDisposable
{
    private const string Group = "g.one";
    private readonly FakeServer _server = new();
    private readonly Watcher _watcher = new();

    public void Dispose() => _watcher.Dispose();

    [Fact]
    public async Task Every_connection_is_counted_with_the_reason_of_its_end()
    {
        await using var device = Fast();
        device.Client.Start();
        foreach (var end in (Action<FakeConnection>[])[static connection => connection.End(code: 4006), static connection => connection.End(), static connection => connection.SendBytes(new byte[16])])
        {
            var connection = await _server.NextAsync();
            await device.IsAsync(ClientConnectionState.Online);
            Assert.Equal(1, _watcher.Sum("imkit.client.connections"));
            end(connection);
        }

        await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        Assert.Equal(4, _watcher.Sum("imkit.client.logins"));
        Assert.Equal(1, _watcher.Sum("imkit.client.connections.ended reason=server code=4006"));
        Assert.Equal(1, _watcher.Sum("imkit.client.connections.ended reason=silence code=0"));
        Assert.Equal(1, _watcher.Sum("imkit.client.connections.ended reason=protocol code=0"));
        Assert.Equal(4, Events(ClientTelemetry.Online).Count());
        Assert.Equal(3, Events(ClientTelemetry.Lost).Count());

        // The application's own end is none of these.
        await device.DisposeAsync();
        Assert.Equal(0, _watcher.Sum("imkit.client.connections"));
        Assert.Equal(3, Events(ClientTelemetry.Lost).Count());
        Assert.Single(Events(ClientTelemetry.Closed));
    }

    [Fact]
    public async Task A_heartbeat_without_an_answer_is_a_reason_of_its_own()
    {
        var clock = new VirtualClock();
        _server.Instead = static (_, frame) => frame.Operation == Operations.Heartbeat;
        await using var device = Fast(options => options.Time = clock);
        device.Client.Start();
        await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        await Until.HoldsAsync(
            () =>
            {
                if (clock.ArmedTimers > 0 && device.Client.State == ClientConnectionState.Online)
                    clock.Advance(TimeSpan.FromSeconds(5));
                return _watcher.Sum("imkit.client.connections.ended reason=heartbeat code=0") == 1;
            },
            "the heartbeat is missed");
    }

    [Fact]
    public async Task Attempts_without_a_login_are_counted_by_what_went_wrong()
    {
        var tries = 0;
        _server.Refuse = () => tries switch
        {
            2 => new IOException("nobody there"),
            3 => new Wires.WireRefusedException("HTTP status 503", null, new IOException()),
            _ => null,
        };
        _server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Login || tries != 4)
                return false;
            connection.End(code: 4002);
            return true;
        };
        await using var device = Fast(options => options.Token = (_, _) => ++tries == 1 ? throw new InvalidOperationException("the secret of secrets") : new(ClientToken.OfText("anna")));
        device.Client.Start();
        await device.IsAsync(ClientConnectionState.Online);
        Assert.Equal(1, _watcher.Sum("imkit.client.logins.failed reason=token code=0"));
        Assert.Equal(1, _watcher.Sum("imkit.client.logins.failed reason=network code=0"));
        Assert.Equal(1, _watcher.Sum("imkit.client.logins.failed reason=upgrade code=0"));
        Assert.Equal(1, _watcher.Sum("imkit.client.logins.failed reason=server code=4002"));
        Assert.Equal(1, _watcher.Sum("imkit.client.logins"));
        Assert.Equal(4, Events(ClientTelemetry.AttemptFailed).Count());
        Assert.DoesNotContain("secret", _watcher.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_wanted_back_says_so_once()
    {
        _server.Instead = static (connection, frame) =>
        {
            connection.End(code: 4501);
            return true;
        };
        await using var device = Fast();
        device.Client.Start();
        await device.IsAsync(ClientConnectionState.Refused);
        Assert.Equal(1, _watcher.Sum("imkit.client.logins.failed reason=server code=4501"));
        Assert.Equal(LogLevel.Error, Assert.Single(Events(ClientTelemetry.Refused)).Level);
    }

    [Fact]
    public async Task Sends_are_counted_and_timed_from_the_call_to_the_acknowledgement()
    {
        var clock = new VirtualClock();
        _server.Add(Group);
        var tries = 0;
        _server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send)
                return false;
            switch (++tries)
            {
                case 1:
                    connection.Refuse(frame, (int)ClientErrorCode.Busy, retryMs: 3000);
                    return true;
                case 3:
                    connection.Refuse(frame, (int)ClientErrorCode.NotMember);
                    return true;
                default:
                    return false;
            }
        };
        await using var device = Fast(options => options.Time = clock);
        var acknowledged = await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("the words of anna")) with { ClientMsgId = "one" });
        Assert.Equal(1, _watcher.Sum("imkit.client.outbox"));
        device.Client.Start();
        await Until.HoldsAsync(() => _watcher.Sum("imkit.client.sends.repeated reason=refused") == 1, "it is refused for now");
        await Until.HoldsAsync(() => clock.UntilNextTimer <= TimeSpan.FromSeconds(3), "it waits");
        clock.Advance(TimeSpan.FromSeconds(3));
        await acknowledged.WaitAsync(Until.Limit);
        Assert.Equal(1, _watcher.Sum("imkit.client.sends status=committed"));
        Assert.Equal(3, _watcher.Sum("imkit.client.send.duration"));

        await Assert.ThrowsAsync<RequestRefusedException>(() => device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("more words of anna")) with { ClientMsgId = "two" }).WaitAsync(Until.Limit));
        Assert.Equal(1, _watcher.Sum("imkit.client.sends status=refused"));
        Assert.Equal(1, _watcher.Count("imkit.client.send.duration"));
        await Until.HoldsAsync(() => _watcher.Sum("imkit.client.outbox") == 0, "the outbox is empty");
        Assert.Equal("Message two was refused for good: 301. ", Assert.Single(Events(ClientTelemetry.SendRefused)).Text);
    }

    [Fact]
    public async Task A_send_whose_answer_is_lost_is_a_repeat_and_a_duplicate()
    {
        _server.Add(Group);
        var lost = false;
        _server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send || lost)
                return false;
            lost = true;
            _server.Do(() => _server[Group].Append("anna", "hello", Wire.SendRequest.Parser.ParseFrom(frame.Body.Span).ClientMsgId));
            connection.End();
            return true;
        };
        await using var device = Fast();
        device.Client.Start();
        await device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("hello"))).WaitAsync(Until.Limit);
        Assert.Equal(1, _watcher.Sum("imkit.client.sends.repeated reason=lost"));
        Assert.Equal(1, _watcher.Sum("imkit.client.sends status=duplicate"));
        Assert.Equal(0, _watcher.Sum("imkit.client.sends status=committed"));
        Assert.Single(Events(ClientTelemetry.SendRepeated));
    }

    [Fact]
    public async Task Gaps_pulls_duplicates_and_acknowledgements_are_counted()
    {
        _server.AckWindow = 8;
        var log = _server.Add(Group, entries: 2);
        await using var device = Fast();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.ShowsAsync(Group, 2);
        for (var i = 0; i < 10; i++)
            _server.Do(() => log.Append("ben", "the words of ben"));
        connection.Push(Operations.Entries, _server.Do(() => log.Push(12)));
        await device.ShowsAsync(Group, 12);
        connection.Push(Operations.Entries, _server.Do(() => log.Push(3, 4)));
        await device.Client.CatchUpAsync();
        await Until.HoldsAsync(() => connection.Count(Operations.Ack) > 1, "it acknowledges");
        var counted = device.Client.Statistics;
        Assert.Equal(1, _watcher.Sum("imkit.client.gaps"));
        Assert.Equal(4, _watcher.Sum("imkit.client.entries.known"));
        Assert.Equal(12, _watcher.Sum("imkit.client.entries.applied"));
        Assert.Equal((counted.Pulls, counted.Syncs), (_watcher.Sum("imkit.client.pulls"), _watcher.Sum("imkit.client.syncs")));
        Assert.InRange(_watcher.Sum("imkit.client.acks"), 2, device.Client.Statistics.Acks);
        Assert.Single(Events(ClientTelemetry.Gap));
    }

    [Fact]
    public async Task What_a_handler_throws_is_counted_and_logged()
    {
        _server.Add(Group, entries: 1);
        await using var device = Fast();
        device.Client.Applied += static _ => throw new InvalidOperationException("a bug of the application");
        device.Client.Start();
        await device.ToldAsync("failed a bug of the application");
        Assert.Equal(1, _watcher.Sum("imkit.client.failures"));
        Assert.Contains("a bug of the application", Assert.Single(Events(ClientTelemetry.Failure)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_token_no_secret_of_an_endpoint_and_no_body_is_logged()
    {
        var log = _server.Add(Group, entries: 1);
        await using var device = Fast(static options =>
        {
            options.Token = static (_, _) => new(ClientToken.OfText("anna:token-of-anna"));
            options.Endpoints.Clear();
            options.Endpoints.Add(new Uri("wss://user:password@chat.example:8443/path-of-anna?key=query-of-anna"));
        });
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("body-of-anna"))).WaitAsync(Until.Limit);
        _server.Do(() => log.Append("ben", "body-of-ben"));
        _server.Do(() => log.Append("ben", "body-of-ben"));
        connection.Push(Operations.Entries, _server.Do(() => log.Push(4)));
        await device.ShowsAsync(Group, 4);
        connection.End(code: 4000);
        await _server.NextAsync();
        await device.DisposeAsync();
        Assert.Contains("wss://chat.example:8443", _watcher.Log, StringComparison.Ordinal);
        foreach (var secret in (string[])["token-of", "password", "path-of", "query-of", "body-of", "message 1"])
            Assert.DoesNotContain(secret, _watcher.Log, StringComparison.Ordinal);
    }

    private TestDevice Fast(Action<ImKitClientOptions>? configure = null) => new(_server, options =>
    {
        (options.MinReconnectDelay, options.MaxReconnectDelay) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        _watcher.Watch(options);
        configure?.Invoke(options);
    });

    private IEnumerable<(int Id, LogLevel Level, string Text)> Events(int id) => _watcher.Lines.Where(line => line.Id == id);
}
