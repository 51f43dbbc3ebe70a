using ImKit.Routing;
using ImKit.Wire.Nodes;

namespace ImKit.Messaging;

/// <summary>Takes what other nodes say about sections and their work. Any thread.</summary>
internal sealed class SectionMessages(SectionKeeper keeper, FeedRequests requests, FeedPeers peers, DispatchHints hints) : INodeMessages
{
    public void Take(NodeMessage message)
    {
        switch (message.KindCase)
        {
            case NodeMessage.KindOneofCase.WriteFeed:
                requests.Take(message.WriteFeed);
                break;
            case NodeMessage.KindOneofCase.FeedWritten:
                peers.Take(message.FeedWritten);
                break;
            case NodeMessage.KindOneofCase.DispatchHint:
                hints.Take(message.DispatchHint);
                break;
            case NodeMessage.KindOneofCase.SectionsChanged:
                keeper.Wake();
                break;
            default:
                break;
        }
    }
}
