namespace ImKit;

public partial interface IConversations
{
    /// <summary>Signals something that is not stored, such as typing, to the sessions of a conversation's other members. Who is offline never hears of it,
    /// and a signal may be lost.</summary>
    /// <remarks>Who may not speak does not signal. Bounded by <see cref="SignalOptions"/>: <see cref="ImError.LimitExceeded"/> in size, <see cref="ImError.TooFast"/> in number.</remarks>
    /// <param name="from">A member.</param>
    /// <param name="conversation">A conversation of moderate size.</param>
    /// <param name="kind">1 is typing; 100 and up are the host's own.</param>
    /// <param name="data">What the host's clients understand; copied.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>How many sessions it was sent to.</returns>
    ValueTask<Result<PushReceipt>> SignalAsync(
        UserId from, ConversationId conversation, int kind, ReadOnlyMemory<byte> data = default, CancellationToken cancel = default);
}
