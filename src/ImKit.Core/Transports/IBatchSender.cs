namespace ImKit.Transports;

/// <summary>Sends to many connections of one loop at once. Loop thread only.</summary>
public interface IBatchSender
{
    /// <summary>The most items of one call.</summary>
    int Capacity { get; }

    /// <summary>Does for each item, in no order, what <see cref="IConnection.Send(byte[], int, int)"/> does from offset 0. Like it, it calls no handler back and keeps
    /// nothing by reference once it has returned.</summary>
    /// <param name="items">1 to <see cref="Capacity"/> sends, no connection twice; each what <see cref="IConnection.BatchTarget"/> gave.</param>
    /// <param name="taken">As long as the items: how many bytes of each were taken.</param>
    void Send(ReadOnlySpan<SendItem> items, Span<int> taken);
}

/// <summary>One send of a batch.</summary>
/// <param name="Connection">Where to.</param>
/// <param name="Bytes">An array that nobody changes any more. Few different ones in a batch: that is what makes it cheap.</param>
/// <param name="Count">How many bytes of it, from its beginning; more than 0.</param>
public readonly record struct SendItem(IConnection Connection, byte[] Bytes, int Count);
