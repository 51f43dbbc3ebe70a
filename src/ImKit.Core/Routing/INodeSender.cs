using ImKit.Wire.Nodes;

namespace ImKit.Routing;

/// <summary>Sends what one node has to tell another. Any thread.</summary>
internal interface INodeSender
{
    /// <summary>Sends. What cannot be sent is logged and counted, never an error: who needs an answer asks again.</summary>
    /// <param name="target">The node.</param>
    /// <param name="key">What order is kept by.</param>
    /// <param name="message">What it is told.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Whether the broker has taken it; if not, it may have gone out all the same.</returns>
    ValueTask<bool> SendAsync(NodeId target, string key, NodeMessage message, CancellationToken cancel);
}
