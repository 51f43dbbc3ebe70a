using System.Collections.Concurrent;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;

namespace ImKit.Hosting;

/// <summary>One face per tenant that was asked for. Any thread.</summary>
internal sealed class TenantFaces(
    Router router, LocalDelivery local, ISessionDirectory directory, INodeRegistry registry, RoomCensus census, TraceList traces, ConversationsFactory conversations,
    ContactServices contacts, ImKitOptions options)
{
    private readonly ConcurrentDictionary<TenantId, ImKitFace> _faces = new();

    public IImKit For(TenantId tenant) =>
        _faces.GetOrAdd(tenant, static (id, self) => self.Create(id), this);

    private ImKitFace Create(TenantId tenant) => options.Roles.HasFlag(NodeRoles.Business)
        ? new(tenant, this, router, local, directory, registry, census, traces, conversations.For(tenant), new ContactBook(tenant, contacts))
        : new(tenant, this, router, local, directory, registry, census, traces, null, null);
}
