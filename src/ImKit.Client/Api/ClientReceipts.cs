namespace ImKit.Client;

/// <summary>How far members of a conversation have got.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Receipts">At least one; each user once.</param>
public sealed record ReceiptsReceived(string ConversationId, IReadOnlyList<ClientReceipt> Receipts);

/// <summary>How far one member has got. A 0 tells nothing; what was told before still holds.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Read">They have read up to this seq.</param>
/// <param name="Delivered">A device of theirs has the entries up to this seq.</param>
public readonly record struct ClientReceipt(string UserId, long Read, long Delivered);
