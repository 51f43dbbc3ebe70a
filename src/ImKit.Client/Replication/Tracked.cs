namespace ImKit.Client.Replication;

/// <summary>One conversation of this device. The replica's pump only.</summary>
internal sealed class Tracked(string id)
{
    public string Id { get; } = id;

    /// <summary>The last entry applied.</summary>
    public ClientPosition Position { get; set; }

    /// <summary>Whether the first entries are there.</summary>
    public bool Loaded { get; set; }

    /// <summary>The last entry known to exist.</summary>
    public long Head { get; set; }

    /// <summary>What the server says of it; null until it has said something.</summary>
    public ClientConversation? State { get; set; }

    /// <summary>Whether it is a large group, of which no sync tells; null while it is not known.</summary>
    public bool? Large { get; set; } = id.StartsWith("d.", StringComparison.Ordinal) ? false : null;

    /// <summary>Waits to be pulled.</summary>
    public bool Queued { get; set; }

    /// <summary>Pulls in a row that ended before <see cref="Head"/>.</summary>
    public int Short { get; set; }

    public bool Behind => !Loaded || Head > Position.Seq;

    public ClientCursor Cursor(long head) => new(Id, Position, head, Loaded);

    public static Tracked From(ClientCursor cursor) => new(cursor.ConversationId) { Position = cursor.Position, Head = cursor.Head, Loaded = cursor.Loaded };
}
