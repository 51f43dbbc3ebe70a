namespace ImKit.Simulated.Tests;

/// <summary>What clients have seen, all of them together: an entry is the same for everybody, and reaches nobody it is not for.</summary>
internal sealed class Records
{
    private readonly Dictionary<(string Conversation, long Seq), string> _entries = [];

    private readonly Dictionary<(string Room, long Epoch, long Seq), string> _pushes = [];

    /// <summary>Messages by their id.</summary>
    public Dictionary<string, Message> Messages { get; } = [];

    /// <summary>Places that devices were told of without their entries: all of them exist.</summary>
    public List<(string Conversation, long Seq)> LeftOut { get; } = [];

    /// <summary>A push of a room with history: at its place there is the same for everybody.</summary>
    public void Push(string room, long epoch, long seq, string text)
    {
        Assert.Equal(_pushes.GetValueOrDefault((room, epoch, seq), text), text);
        _pushes[(room, epoch, seq)] = text;
    }

    public void Entry(string reader, string conversation, long seq, string text)
    {
        Assert.Equal(_entries.GetValueOrDefault((conversation, seq), text), text);
        _entries[(conversation, seq)] = text;
        Assert.True(Messages.TryGetValue(text, out var message), $"an entry that nobody has sent: {text}");
        if (!conversation.StartsWith('g'))
            Assert.Contains(reader, (string[])[message.Sender, message.Target]);
    }
}
