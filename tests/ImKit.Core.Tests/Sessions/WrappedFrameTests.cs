using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;
using ImKit.Transports;

namespace ImKit.Core.Tests.Sessions;

/// <summary>Operation 9 wraps what the server pushes; a client has no use for it.</summary>
public sealed class WrappedFrameTests
{
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(Framing.Stream)]
    [InlineData(Framing.Message)]
    public async Task A_goim_client_that_sends_it_is_closed_and_gets_none_back(Framing framing)
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = server.Connect(new InMemoryClientOptions { Framing = framing });
        await client.LoginAsync(Tokens.For("1"));
        await client.SendAsync(Operations.Raw, "anything"u8.ToArray());
        var end = await client.ExpectClosedAsync();
        Assert.Equal(CloseReason.Protocol.Code, end.Notice?.Code);
        Assert.Equal([Operations.Disconnect], client.Queued.Select(static frame => frame.Operation));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task In_later_versions_it_is_an_unknown_operation_even_for_a_host_that_takes_all(int version)
    {
        await using var server = await AccessServer.StartAsync(
            _simulation, build: static builder => builder.HandleOthers(static (_, _) => ValueTask.FromResult(OperationReply.Empty)));
        await using var client = server.Connect(new InMemoryClientOptions());
        await client.LoginAsync(Tokens.For("1"), version);
        var sequence = await client.SendAsync(Operations.Raw);
        Assert.Equal(sequence, (await client.ExpectAsync(Operations.Error)).Sequence);
    }
}
