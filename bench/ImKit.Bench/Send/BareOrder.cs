namespace ImKit.Bench.Send;

/// <summary>In which order bare rows are written: as the load on ImKit writes them, each sender to its sixteen conversations in turn, each at another of them.</summary>
/// <remarks>Conversations beside each other would share pages, and those of senders that drift apart do not.</remarks>
internal static class BareOrder
{
    public const int PeersOfEach = 16;

    /// <param name="number">Of the row, from 0.</param>
    /// <param name="senders">How many take turns.</param>
    /// <returns>The number of the conversation, from 0, and the row's seq in it.</returns>
    public static (long Conversation, long Seq) Of(long number, int senders)
    {
        var (round, sender) = Math.DivRem(number, senders);
        var peer = (round + (sender * 7)) % PeersOfEach;
        return ((peer * senders) + sender, (round / PeersOfEach) + 1);
    }
}
