using ImKit.Timing;

namespace ImKit.Channels;

/// <summary>A connection as its bucket sees it, before and after login. Loop thread only.</summary>
internal abstract class BucketMember : WheelTimer
{
    /// <summary>Place in the bucket's dense list; -1 outside.</summary>
    internal int BucketIndex = -1;

    /// <summary>Where pushes go; null before login.</summary>
    internal virtual ClientChannel? Channel => null;

    /// <summary>Tells the client why and closes. Leaves rooms and routes at once; idempotent.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="retryAfter">When the client should come back; zero for its own choice.</param>
    internal abstract void Close(CloseReason reason, TimeSpan retryAfter = default);

    /// <summary>As <see cref="Close"/>, once the requests under way are answered.</summary>
    internal abstract void CloseWhenIdle(CloseReason reason, TimeSpan retryAfter);

    /// <summary>The host puts the connection into a room; a connection at its limit of rooms stays out, which is logged.</summary>
    internal abstract void JoinFromHost(RoomKey room);

    /// <summary>The channel's ring was full for the first time since it last was empty.</summary>
    internal abstract void OnSlow(SlowConsumerPolicy policy);
}
