using System.Collections.Concurrent;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Wire.Nodes;

namespace ImKit.Core.Tests.Support;

/// <summary>Joins messaging nodes: one registry, and what one sends another takes. Any thread.</summary>
internal sealed class NodeWire(TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<NodeId, INodeMessages> _nodes = new();

    public InProcessCluster Cluster { get; } = new(time ?? TimeProvider.System);

    /// <summary>Whether a message arrives.</summary>
    public Func<NodeId, NodeMessage, bool> Lets { get; set; } = static (_, _) => true;

    public INodeSender Sender => new Sending(this);

    public void Join(NodeId node, INodeMessages messages) => _nodes[node] = messages;

    /// <summary>The node is dead or asleep: nothing reaches it.</summary>
    public void Cut(NodeId node) => _nodes.TryRemove(node, out _);

    private sealed class Sending(NodeWire wire) : INodeSender
    {
        public ValueTask<bool> SendAsync(NodeId target, string key, NodeMessage message, CancellationToken cancel)
        {
            if (wire.Lets(target, message) && wire._nodes.TryGetValue(target, out var node))
                node.Take(NodeMessage.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(message)));
            return new(true);
        }
    }
}
