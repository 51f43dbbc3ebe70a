using ImKit.Channels;
using ImKit.Protocol;

namespace ImKit.Routing;

/// <summary>A push for a room that is to go to other nodes.</summary>
/// <param name="Key">The room.</param>
/// <param name="Message">The push.</param>
/// <param name="Done">Told to how many nodes it was sent; null if nobody waits.</param>
internal readonly record struct RoomPush(RoomKey Key, OutboundMessage Message, TaskCompletionSource<int>? Done);
