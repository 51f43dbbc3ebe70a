using Google.Protobuf;
using ImKit.Core.Tests.Access;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Testing;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>What one node tells another: whatever comes through the broker, the inbox handles it or passes over it, and goes on.</summary>
internal sealed class NodePayloadTarget : FuzzTarget
{
    private readonly Lazy<(TestServer Server, NodeInbox Inbox)> _node = new(static () =>
    {
        var server = AccessServer.StartAsync(new Simulation(1)).GetAwaiter().GetResult();
        return (server, server.Services.GetRequiredService<NodeInbox>());
    });

    public override string Name => "node-payload";

    public override void Check(byte[] input)
    {
        if (Parse(input) is { } message && PayloadOf(message) is { } payload && Read(payload) is { } push)
        {
            Assert.Equal(payload.Operation, push.Operation);
            var again = NodePayload.Of(push);
            Assert.Equal(NodePayload.Of(NodePayload.Read(again)!), again);
        }

        var (server, inbox) = _node.Value;
        var handled = inbox.HandleAsync(input, CancellationToken.None);
        server.Simulation!.RunUntilIdle();
        Assert.True(handled.IsCompletedSuccessfully);
        server.TakeErrors();
    }

    public override void Dispose()
    {
        if (_node.IsValueCreated)
            _node.Value.Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    private static NodeMessage? Parse(byte[] input)
    {
        try
        {
            return NodeMessage.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static OutboundMessage? Read(Payload payload)
    {
        try
        {
            return NodePayload.Read(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static Payload? PayloadOf(NodeMessage message) => message.ToSessions?.Payload ?? message.ToRoom?.Payload ?? message.ToAll?.Payload;
}
