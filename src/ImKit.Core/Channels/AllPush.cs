using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Every connection of a tenant; posted to every bucket.</summary>
internal sealed class AllPush(TenantId tenant) : IPushTarget
{
    public void Push(Bucket bucket, OutboundMessage message)
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
        for (var i = 0; i < blocked?.Count; i++)
            Offer(blocked[i], tenant, message);
    }

    internal static void Offer(ClientChannel channel, TenantId tenant, OutboundMessage message, PushBatch? batch = null)
    {
        if (channel.Record.Tenant != tenant || (message.Watched && !channel.Watches(message.Operation)) || message.Encoded(channel.Form) is not { } block)
            return;
        if (batch is null || !batch.TryAdd(channel, block))
            channel.Deliver(block, null);
    }
}
