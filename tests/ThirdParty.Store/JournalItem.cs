namespace ThirdParty.Store;

/// <summary>An append request in plain types, as it stands in the journal.</summary>
internal sealed record JournalItem(
    string Tenant, string Conversation, long Id, string Sender, string ClientMsgId, byte[] Hash, int Kind, bool Countable, long Time,
    long TargetSeq, int Format, byte[] Body, string? CreateTitle, long CreateEpoch, JournalMember[] Members, bool SenderMustBeMember)
{
    public static JournalItem Of(AppendRequest request) => new(
        request.Conversation.Tenant.Value, request.Conversation.Id.Value, request.Id.Value, request.Sender.Value, request.ClientMsgId.Value,
        request.PayloadHash.ToArray(), (int)request.Kind, request.Countable, request.Time, request.TargetSeq, (int)request.Format,
        request.Body.ToArray(), request.Create?.Title, request.Create?.Epoch ?? 0,
        [.. request.Members.Select(change => new JournalMember(change.User.Value, (int)change.Role))], request.SenderMustBeMember);

    public AppendRequest ToRequest() => new()
    {
        Conversation = new ConversationKey(new TenantId(Tenant), new ConversationId(Conversation)),
        Id = new MessageId(Id),
        Sender = new UserId(Sender),
        ClientMsgId = new ClientMsgId(ClientMsgId),
        PayloadHash = Hash,
        Kind = (EntryKind)Kind,
        Countable = Countable,
        Time = Time,
        TargetSeq = TargetSeq,
        Format = (BodyFormat)Format,
        Body = Body,
        Create = CreateTitle is null ? null : new ConversationSettings { Title = CreateTitle, Epoch = CreateEpoch },
        Members = [.. Members.Select(member => new MemberChange(new UserId(member.User), (MemberRole)member.Role))],
        SenderMustBeMember = SenderMustBeMember,
    };
}

internal sealed record JournalMember(string User, int Role);
