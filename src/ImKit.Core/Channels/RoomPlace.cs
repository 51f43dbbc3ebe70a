namespace ImKit.Channels;

/// <summary>A place in the order of a room with history on this node: after so many pushes of an epoch. Epoch 0 is no place.</summary>
internal readonly record struct RoomPlace(long Epoch, long Seq);
