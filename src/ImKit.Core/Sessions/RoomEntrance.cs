using ImKit.Channels;

namespace ImKit.Sessions;

/// <summary>Which room a client wants to enter, and how.</summary>
/// <param name="Key">The room.</param>
/// <param name="Numbered">Whether its pushes shall come with their place.</param>
/// <param name="From">The place to go on from; none is the epoch 0.</param>
internal readonly record struct RoomEntrance(RoomKey Key, bool Numbered, RoomPlace From);
