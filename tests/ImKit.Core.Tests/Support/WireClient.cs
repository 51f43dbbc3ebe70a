using Google.Protobuf;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Sessions;

namespace ImKit.Core.Tests.Support;

/// <summary>Asks the built-in operations as a client's session would.</summary>
internal static class WireClient
{
    public static IWireOperations Operation(MessagingNode node) => node.Get<ConversationOperations>();

    public static async Task<T> Ask<T>(MessagingNode node, UserId user, int version, int operation, IMessage request)
        where T : IMessage
    {
        var outcome = await Outcome(node, user, version, operation, WireBody.Encode(request, version));
        Assert.Equal(ImError.None, outcome.Error);
        Assert.Equal(operation + 1, outcome.Operation);
        return (T)outcome.Body!;
    }

    public static async Task<WireOutcome> Outcome(
        MessagingNode node, UserId user, int version, int operation, byte[] body, TenantId tenant = default)
    {
        var outcome = await Run(node, user, version, operation, body, tenant);
        return outcome.Later is { } later ? await later.Within() : outcome;
    }

    public static Task<WireOutcome> Run(MessagingNode node, UserId user, int version, int operation, byte[] body, TenantId tenant = default)
    {
        var session = new SessionRecord
        {
            Tenant = tenant, User = user, Key = new ConnectionKey("key"), Node = new NodeId("node"), BootId = 1, SessionId = 1,
        };
        var handler = Operation(node).All.Single(pair => pair.Key == operation).Value;
        return handler(new OperationContext(session, null, version, operation, 1, body), default).Within();
    }
}
