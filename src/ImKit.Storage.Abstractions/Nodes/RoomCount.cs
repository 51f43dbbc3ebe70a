namespace ImKit;

/// <summary>One room and how many members it has.</summary>
/// <param name="Room">The room.</param>
/// <param name="Members">Members now.</param>
public readonly record struct RoomCount(RoomId Room, int Members);
