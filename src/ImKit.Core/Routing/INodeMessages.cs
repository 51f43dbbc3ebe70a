using ImKit.Wire.Nodes;

namespace ImKit.Routing;

/// <summary>Takes what other nodes have to tell the layers above this one. Any thread.</summary>
internal interface INodeMessages
{
    /// <summary>Takes a message without waiting. One that is not for this layer is passed over, as is one that this version does not know: a newer node has to do without an answer.</summary>
    void Take(NodeMessage message);
}
