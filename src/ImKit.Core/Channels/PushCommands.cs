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
        var batch = bucket.BatchFor(bucket.Members.Count);
        List<ClientChannel>? blocked = null;
        for (var i = 0; i < bucket.Members.Count; i++)
        {
            if (bucket.Members[i].Channel is not { } channel)
                continue;
            if (channel.IsBlocked)
                (blocked ??= []).Add(channel);
            else
                Offer(channel, tenant, message, batch);
        }

        batch?.Flush();
        // Last, because a policy may close its channel, and others are written to then.
        foreach (var channel in blocked ?? [])
            Offer(channel, tenant, message);
    }

    internal static void Offer(ClientChannel channel, TenantId tenant, OutboundMessage message, PushBatch? batch = null)
    {
        if (channel.Record.Tenant != tenant || (message.Watched && !channel.Watches(message.Operation)) || message.Encoded(channel.Form) is not { } block)
            return;
        if (batch is null || !batch.TryAdd(channel, block))
            channel.Deliver(block, null);
    }
}
