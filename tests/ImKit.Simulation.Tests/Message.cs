namespace ImKit.Simulated.Tests;

/// <summary>One message on its way: tried until it is acknowledged.</summary>
internal sealed class Message(string id, string sender, string target)
{
    /// <summary>The sender's own id of it; its text too.</summary>
    public string Id { get; } = id;

    public string Sender { get; } = sender;

    /// <summary>A user, or a group's conversation id.</summary>
    public string Target { get; } = target;

    public int Tries { get; private set; }

    /// <summary>The connection of the first try.</summary>
    public int Connection { get; private set; }

    /// <summary>When it was tried first, in the order of all first tries of its sender.</summary>
    public int Place { get; private set; }

    /// <summary>Where it was committed; null until it is acknowledged.</summary>
    public (string Conversation, long Seq)? Ack { get; private set; }

    public void Try(int connection, int place)
    {
        if (++Tries == 1)
            (Connection, Place) = (connection, place);
    }

    public void Acknowledge(string conversation, long seq)
    {
        // A retry gets the first ack.
        Assert.Equal(Ack ?? (conversation, seq), (conversation, seq));
        Ack = (conversation, seq);
    }
}
