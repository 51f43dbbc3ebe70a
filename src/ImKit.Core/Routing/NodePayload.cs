using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Wire;
using ImKit.Wire.Nodes;

namespace ImKit.Routing;

/// <summary>A push between nodes. Pure.</summary>
internal static class NodePayload
{
    public static Payload Of(OutboundMessage message) => message switch
    {
        WireMessage own => new Payload { Operation = own.Operation, Own = true, Body = own.Message.ToByteString() },
        HostMessage host => new Payload { Operation = host.Operation, Body = ByteString.CopyFrom(host.Body.Span), CollapseKey = host.CollapseKey ?? "" },
        _ => throw new ArgumentException($"{message.GetType()} cannot go to another node.", nameof(message)),
    };

    /// <summary>Null for a push of ImKit's own that this version does not know: a newer node sent it.</summary>
    public static OutboundMessage? Read(Payload payload)
    {
        if (!payload.Own)
            return new HostMessage(payload.Operation, payload.Body.Span, payload.CollapseKey.Length == 0 ? null : payload.CollapseKey);
        return payload.Operation switch
        {
            Operations.Entries => new WireMessage(payload.Operation, EntriesPush.Parser.ParseFrom(payload.Body)),
            Operations.Feed => new WireMessage(payload.Operation, FeedPush.Parser.ParseFrom(payload.Body)),
            Operations.Receipts => new WireMessage(payload.Operation, ReceiptsPush.Parser.ParseFrom(payload.Body)),
            Operations.Signals => new WireMessage(payload.Operation, SignalPush.Parser.ParseFrom(payload.Body)),
            _ => null,
        };
    }
}
