namespace ImKit.Client.Replication;

/// <summary>From the wire to the API. Pure.</summary>
internal static class Mapping
{
    public static ClientEntry Entry(Wire.Entry entry) => new()
    {
        Seq = entry.Seq,
        Ordinal = entry.Ordinal,
        Id = entry.Id,
        // Open: a number that has no name stays as it is.
        Kind = (ClientEntryKind)(int)entry.Kind,
        Countable = entry.Countable,
        Sender = entry.Sender,
        ClientMsgId = entry.ClientMsgId,
        Time = Time(entry.Time),
        TargetSeq = entry.TargetSeq,
        Version = entry.Version,
        Recalled = entry.Recalled,
        Body = Body(entry),
        Reactions = entry.Reactions.Count == 0 ? [] : [.. entry.Reactions.Select(static reaction => new ClientReaction(reaction.Key, reaction.Count, reaction.Mine))],
    };

    public static ClientAck Ack(Wire.SendReply reply) => new(reply.ConversationId, reply.Epoch, reply.Seq, reply.Id, Time(reply.Time), reply.Duplicate);

    public static ReceiptsReceived Receipts(Wire.ReceiptsPush push) =>
        new(push.ConversationId, [.. push.Receipts.Select(static receipt => new ClientReceipt(receipt.UserId, receipt.Read, receipt.Delivered))]);

    public static ClientConversation State(Wire.ConversationState state) => new()
    {
        Id = state.ConversationId,
        Title = state.Title,
        Peer = state.Peer,
        Epoch = state.Epoch,
        HeadSeq = state.Head?.Seq ?? 0,
        HeadOrdinal = state.Head?.Ordinal ?? 0,
        Role = (ClientRole)(int)state.Role,
        Floor = state.Floor,
        Seen = state.Seen,
        Unread = state.Unread,
        MemberCount = state.MemberCount,
        Last = state.Last is { } last ? Entry(last) : null,
    };

    public static Wire.SendRequest Send(ClientMessage message)
    {
        var request = new Wire.SendRequest
        {
            ConversationId = message.ConversationId ?? "",
            ToUser = message.ToUser ?? "",
            ClientMsgId = message.ClientMsgId,
        };
        switch (message.Body.Format)
        {
            case ClientBodyFormat.Text:
                request.Text = message.Body.Text;
                break;
            case ClientBodyFormat.Json:
                request.Json = message.Body.Text;
                break;
            default:
                request.Data = Google.Protobuf.ByteString.CopyFrom(message.Body.Data.Span);
                break;
        }

        return request;
    }

    public static Wire.EditRequest Edit(string conversationId, string requestId, long seq, int version, ClientBody body)
    {
        var request = new Wire.EditRequest { ConversationId = conversationId, ClientMsgId = requestId, Seq = seq, Version = version };
        switch (body.Format)
        {
            case ClientBodyFormat.Text:
                request.Text = body.Text;
                break;
            case ClientBodyFormat.Json:
                request.Json = body.Text;
                break;
            case ClientBodyFormat.Data:
                request.Data = Google.Protobuf.ByteString.CopyFrom(body.Data.Span);
                break;
            default:
                throw new ArgumentException("A message has a body.", nameof(body));
        }

        return request;
    }

    private static ClientBody Body(Wire.Entry entry) => entry.BodyCase switch
    {
        Wire.Entry.BodyOneofCase.Text when entry.Text.Length > 0 => ClientBody.OfText(entry.Text),
        Wire.Entry.BodyOneofCase.Json when entry.Json.Length > 0 => ClientBody.OfJson(entry.Json),
        Wire.Entry.BodyOneofCase.Data when entry.Data.Length > 0 => ClientBody.OfData(entry.Data.Memory),
        _ => ClientBody.None,
    };

    private static DateTimeOffset Time(long milliseconds) =>
        milliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.UnixEpoch;
}
