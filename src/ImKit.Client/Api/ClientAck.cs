namespace ImKit.Client;

/// <summary>The server has committed a message or a change of members.</summary>
/// <param name="ConversationId">Where.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Seq">Its place.</param>
/// <param name="Id">Its id.</param>
/// <param name="Time">When, by the server's clock.</param>
/// <param name="Duplicate">An earlier try had committed it.</param>
public sealed record ClientAck(string ConversationId, long Epoch, long Seq, long Id, DateTimeOffset Time, bool Duplicate);
