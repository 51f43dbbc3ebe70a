using ImKit.Nodes;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>What an ImKit client learns at login. Pure.</summary>
internal static class LoginReplies
{
    /// <summary>The minor version of the protocol this server speaks.</summary>
    public const int ProtocolMinor = 0;

    public static LoginReply For(SessionServices services, SessionRecord session, long feedVersion)
    {
        var options = services.Options;
        return new LoginReply
        {
            ProtocolMinor = ProtocolMinor,
            UserId = session.User.Value,
            ConnectionKey = session.Key.Value,
            FeedVersion = feedVersion,
            HeartbeatMs = (int)options.Protocol.Heartbeat.TotalMilliseconds,
            ServerTime = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Limits = new Limits
            {
                MaxFrameBytes = options.Protocol.MaxFrameBytes,
                MaxBodyBytes = options.Messaging.MaxBodyBytes,
                Rooms = options.Limits.Rooms,
                WatchedOperations = options.Limits.WatchedOperations,
                RequestsInFlight = options.Limits.RequestsInFlight,
                FramesPerSecond = options.Limits.FramesPerSecond,
                AckWindow = options.Messaging.AckWindow,
                AttachedGroups = options.Messaging.AttachedGroups,
                LargeGroup = options.Messaging.LargeGroup,
            },
        };
    }
}
