namespace ImKit.Simulated.Tests;

/// <summary>What clients have seen, all of them together: an entry is the same for everybody, and reaches nobody it is not for.</summary>
internal sealed class Records
{
    private readonly Dictionary<(string Conversation, long Seq), string> _entries = [];

    /// <summary>Messages by their id.</summary>
    public Dictionary<string, Message> Messages { get; } = [];

    /// <summary>Places that devices were told of without their entries: all of them exist.</summary>
    public List<(string Conversation, long Seq)> LeftOut { get; } = [];

    public void Entry(string reader, string conversation, long seq, string text)
    {
        Assert.Equal(_entries.GetValueOrDefault((conversation, seq), text), text);
        _entries[(conversation, seq)] = text;
        Assert.True(Messages.TryGetValue(text, out var message), $"an entry that nobody has sent: {text}");
        if (!conversation.StartsWith('g'))
            Assert.Contains(reader, (string[])[message.Sender, message.Target]);
    }
}
