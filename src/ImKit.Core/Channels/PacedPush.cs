using ImKit.Protocol;
using ImKit.Timing;

namespace ImKit.Channels;

/// <summary>A push to every connection of a tenant at a pace: those that were there when it began and still are at their turn.</summary>
internal sealed class PacedPush(TenantId tenant, OutboundMessage message, double perTick) : BucketCommand
{
    internal override void Run(Bucket bucket)
    {
        var channels = new List<ClientChannel>(bucket.Members.Count);
        foreach (var member in bucket.Members)
        {
            if (member.Channel is { } channel)
                channels.Add(channel);
        }

        if (channels.Count > 0)
            new Walk(bucket, channels, tenant, message, perTick).OnDeadline();
    }

    private sealed class Walk(Bucket bucket, List<ClientChannel> channels, TenantId tenant, OutboundMessage message, double perTick) : WheelTimer
    {
        private int _next;
        private double _due;

        internal override void OnDeadline()
        {
            for (_due += perTick; _due >= 1 && _next < channels.Count; _due--, _next++)
            {
                if (!channels[_next].IsClosing)
                    AllPush.Offer(channels[_next], tenant, message);
            }

            if (_next < channels.Count)
                bucket.Wheel.Arm(this, 1);
        }
    }
}
