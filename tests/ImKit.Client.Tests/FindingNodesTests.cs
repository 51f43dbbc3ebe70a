using System.Net;
using System.Text;
using ImKit.Client.Tests.Support;
using ImKit.Testing;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

public sealed class FindingNodesTests
{
    private readonly VirtualClock _clock = new();
    private readonly FakeServer _server = new();
    private readonly List<string[]> _answers = [];
    private int _asked;

    private IEnumerable<string> Opened => _server.Opened.Select(static endpoint => endpoint.Host);

    [Fact]
    public async Task It_connects_to_the_first_address_that_it_is_told()
    {
        _answers.Add(["wss://first/im", "wss://second/im"]);
        await using var device = Device();
        device.Client.Start();
        await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        Assert.Equal(["first"], Opened);
    }

    [Fact]
    public async Task When_an_address_fails_the_next_one_is_tried_and_after_the_last_it_asks_again()
    {
        _answers.AddRange([["wss://first/im", "wss://second/im"], ["wss://third/im"]]);
        _server.Refuse = () => _server.Opened.Count < 3 ? new IOException("nobody there") : null;
        await using var device = Device();
        device.Client.Start();
        for (var failed = 1; failed <= 2; failed++)
        {
            await Until.HoldsAsync(() => device.Changes.Count(static change => change.State == ClientConnectionState.Waiting) == failed, "it waits");
            await PassAsync(device.Changes[^1].Delay);
        }

        await _server.NextAsync();
        Assert.Equal(["first", "second", "third"], Opened);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task When_it_is_told_to_move_it_asks_anew_and_goes_where_the_answer_says()
    {
        _answers.AddRange([["wss://first/im", "wss://second/im"], ["wss://new/im", "wss://first/im"]]);
        await using var device = Device();
        device.Client.Start();
        var connection = await _server.NextAsync();
        await device.IsAsync(ClientConnectionState.Online);
        connection.End(code: 4007, retryMs: 1200);
        await device.IsAsync(ClientConnectionState.Waiting);
        Assert.Equal(TimeSpan.FromMilliseconds(1200), device.Changes[^1].Delay);
        await PassAsync(TimeSpan.FromMilliseconds(1200));
        await _server.NextAsync();
        Assert.Equal(["first", "new"], Opened);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("hangs")]
    [InlineData("names none")]
    public async Task While_nobody_tells_it_the_endpoints_named_are_tried(string how)
    {
        await using var device = Device(options =>
        {
            options.Endpoints.Add(new Uri("wss://named/im"));
            options.FindEndpoints = how switch
            {
                "fails" => static _ => throw new HttpRequestException("503"),
                "hangs" => static cancel => new(new TaskCompletionSource<IReadOnlyList<Uri>>().Task.WaitAsync(cancel)),
                _ => static _ => new([new Uri("https://not.mine/")]),
            };
        });
        device.Client.Start();
        if (how == "hangs")
            await PassAsync(TimeSpan.FromSeconds(5));
        await _server.NextAsync();
        Assert.Equal(["named"], Opened);
    }

    [Fact]
    public async Task Without_any_address_it_says_so_and_goes_on_asking()
    {
        _answers.AddRange([[], ["wss://first/im"]]);
        await using var device = Device();
        device.Client.Start();
        await device.IsAsync(ClientConnectionState.Waiting);
        Assert.Contains("No server is known", device.Changes[^1].Reason, StringComparison.Ordinal);
        await PassAsync(device.Changes[^1].Delay);
        await _server.NextAsync();
        Assert.Equal(["first"], Opened);
    }

    [Fact]
    public async Task A_list_is_read_from_a_server_and_what_is_none_is_said()
    {
        using var web = new HttpClient(new Answers(
            (HttpStatusCode.OK, """{"nodes":[{"region":"eu","endpoints":["wss://a/im","https://b","tcps://a:1"]},{"region":"","endpoints":["ws://c/im"]}]}"""),
            (HttpStatusCode.OK, "<html>"), (HttpStatusCode.OK, """{"nodes":[{"region":"eu"}]}"""), (HttpStatusCode.ServiceUnavailable, "later"), (HttpStatusCode.OK, new string(' ', 70_000))));
        var list = new Uri("https://im.example.com/im/nodes");
        Assert.Equal(["wss://a/im", "tcps://a:1", "ws://c/im"], (await ClientEndpoints.ReadAsync(web, list, default)).Select(static endpoint => endpoint.OriginalString));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await ClientEndpoints.ReadAsync(web, list, default));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await ClientEndpoints.ReadAsync(web, list, default));
        await Assert.ThrowsAsync<HttpRequestException>(async () => await ClientEndpoints.ReadAsync(web, list, default));
        await Assert.ThrowsAsync<HttpRequestException>(async () => await ClientEndpoints.ReadAsync(web, list, default));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_named()
    {
        Assert.Contains("Endpoints", Assert.Throws<ArgumentException>(() => Device(static options => options.FindEndpoints = null)).Message, StringComparison.Ordinal);
        Assert.Contains("exclude", Assert.Throws<ArgumentException>(() => Device(static options => options.Nodes = new Uri("https://a/"))).Message, StringComparison.Ordinal);
        Assert.Contains("Nodes", Assert.Throws<ArgumentException>(() => Device(static options =>
        {
            options.FindEndpoints = null;
            options.Nodes = new Uri("ftp://a/");
        })).Message, StringComparison.Ordinal);
    }

    private TestDevice Device(Action<ImKitClientOptions>? configure = null) => new(_server, options =>
    {
        options.Time = _clock;
        options.Endpoints.Clear();
        options.FindEndpoints = _ => new([.. _answers[_asked++].Select(static endpoint => new Uri(endpoint))]);
        configure?.Invoke(options);
    });

    /// <summary>Lets time pass when somebody waits for no longer than that.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await Until.HoldsAsync(() => _clock.UntilNextTimer <= time, "somebody waits");
        _clock.Advance(time + TimeSpan.FromMilliseconds(1));
    }

    private sealed class Answers(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
    {
        private readonly Queue<(HttpStatusCode Status, string Body)> _left = new(answers);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = _left.Dequeue();
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
