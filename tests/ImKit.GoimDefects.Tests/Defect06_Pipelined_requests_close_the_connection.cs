namespace ImKit.GoimDefects.Tests;

/// <summary>goim: more than eight requests under way close the connection without a word.</summary>
public sealed class Defect06_Pipelined_requests_close_the_connection
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Five_hundred_requests_sent_without_waiting_are_all_answered_in_order(string kind)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LiveServer.StartAsync(build: builder => builder.Handle(1000, async (context, cancel) =>
        {
            await gate.Task.WaitAsync(cancel);
            return OperationReply.Of(context.Body);
        }));
        await using var client = await server.LoginAsync(kind, Tokens.For("1"));
        var sent = new List<int>();
        for (var i = 0; i < 500; i++)
            sent.Add(await client.SendAsync(1000, BitConverter.GetBytes(i)));
        gate.SetResult();
        var replies = await client.ExpectManyAsync(1000, 500);
        Assert.Equal(sent, replies.Select(static frame => frame.Sequence));
        Assert.Equal(Enumerable.Range(0, 500), replies.Select(static frame => BitConverter.ToInt32(frame.Body.Span)));
    }

    [Fact]
    public async Task Two_hundred_frames_in_one_write_are_answered_within_the_default_limits()
    {
        await using var server = await LiveServer.StartAsync(static options => options.Limits.FramesPerSecond = new LimitOptions().FramesPerSecond);
        await using var client = await server.LoginAsync("tcp", Tokens.For("1"));
        await client.SendBytesAsync(Enumerable.Range(0, 200).SelectMany(_ => client.Frame(Operations.Heartbeat).ToArray()).ToArray());
        await client.ExpectManyAsync(Operations.HeartbeatReply, 200);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Who_sends_more_frames_than_allowed_is_told_so(string kind)
    {
        await using var server = await LiveServer.StartAsync(static options => options.Limits.FramesPerSecond = 1);
        await using var client = await server.LoginAsync(kind, Tokens.For("1"));
        // One a second, and a burst of two: at most a few of these are within the rate, however slow the machine.
        var end = SendUntilRefusedAsync(client);
        Assert.Equal(CloseReason.RateExceeded.Code, (await client.ExpectClosedAsync()).Notice?.Code);
        await end;
    }

    private static async Task SendUntilRefusedAsync(TestClient client)
    {
        try
        {
            for (var i = 0; i < 1000; i++)
                await client.SendAsync(Operations.Heartbeat);
        }
        catch (IOException)
        {
            // The server has closed, as it should.
        }
    }
}
