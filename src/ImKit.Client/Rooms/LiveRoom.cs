namespace ImKit.Client.Rooms;

/// <summary>One room and how far this client has come in it. Guarded by <see cref="LiveRooms"/>.</summary>
internal sealed class LiveRoom(string name)
{
    public string Name { get; } = name;

    /// <summary>Joined by the application, and to be joined again.</summary>
    public bool Wanted { get; set; }

    /// <summary>Which numbering <see cref="Seq"/> belongs to; 0 as long as no answer has named one.</summary>
    public long Epoch { get; set; }

    /// <summary>The last push that was told.</summary>
    public long Seq { get; set; }

    /// <summary>A join is on its way: what does not follow until its answer is brought by that.</summary>
    public bool Asked { get; set; }

    /// <summary>Has to be joined (again), from where it is.</summary>
    public bool Behind { get; set; }

    /// <summary>Something came and was dropped before a position was known: what it was is not known either.</summary>
    public bool Lost { get; set; }

    public Wire.RoomRequest Request() => new() { Room = Name, History = true, Epoch = Epoch, Seq = Seq };
}
