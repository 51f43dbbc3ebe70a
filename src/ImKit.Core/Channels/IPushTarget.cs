using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>What pushes go to: a room, one connection, everybody. Posted to a bucket together with the message, so that a push needs no command of its own.</summary>
internal interface IPushTarget
{
    /// <summary>Takes the push to the target's connections in a bucket, or lets it wait for them. On the bucket's loop.</summary>
    void Push(Bucket bucket, OutboundMessage message);
}
