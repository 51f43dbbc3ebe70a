using ImKit.Routing;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>Takes requests that access nodes pass on, and their answers. Any thread.</summary>
internal sealed class ForwardMessages(ForwardedRequests requests, RequestForwarder forwarder, BusinessNodes nodes) : INodeMessages
{
    public void Take(NodeMessage message)
    {
        switch (message.KindCase)
        {
            case NodeMessage.KindOneofCase.ForwardRequest when TenantId.TryCreate(message.Tenant, out var tenant):
                requests.Take(tenant, message.ForwardRequest);
                break;
            case NodeMessage.KindOneofCase.ForwardReply:
                forwarder.Take(message.ForwardReply);
                break;
            case NodeMessage.KindOneofCase.SectionsChanged:
                // Somebody has come or goes.
                nodes.Wake();
                break;
            default:
                break;
        }
    }
}
