using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>A push to one room; posted to every bucket that holds it.</summary>
internal sealed class RoomPush(RoomEntry entry, OutboundMessage message) : BucketCommand
{
    internal override bool IsPush => true;

    internal override void Run(Bucket bucket) => bucket.FindRoom(entry)?.Enqueue(message);
}

/// <summary>A push to one connection.</summary>
internal sealed class ChannelPush(ClientChannel channel, OutboundMessage message) : BucketCommand
{
    internal override bool IsPush => true;

    internal override void Run(Bucket bucket)
    {
        if ((!message.Watched || channel.Watches(message.Operation)) && message.Encoded(channel.Form) is { } block)
            channel.Deliver(block, null);
    }
}

/// <summary>A push to every connection of a tenant; posted to every bucket.</summary>
internal sealed class AllPush(TenantId tenant, OutboundMessage message) : BucketCommand
{
    internal override bool IsPush => true;

    internal override void Run(Bucket bucket)
    {
        for (var i = bucket.Members.Count - 1; i >= 0; i--)
        {
            if (bucket.Members[i].Channel is { } channel)
                Offer(channel, tenant, message);
        }
    }

    internal static void Offer(ClientChannel channel, TenantId tenant, OutboundMessage message)
    {
        if (channel.Session.Tenant == tenant && (!message.Watched || channel.Watches(message.Operation)) && message.Encoded(channel.Form) is { } block)
            channel.Deliver(block, null);
    }
}
