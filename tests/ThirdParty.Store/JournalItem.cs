namespace ThirdParty.Store;

/// <summary>An append request in plain types, as it stands in the journal.</summary>
internal sealed record JournalItem(
    string Tenant, string Conversation, long Id, string Sender, string ClientMsgId, byte[] Hash, int Kind, bool Countable, long Time,
    long TargetSeq, int? TargetVersion, int Format, byte[] Body, ConversationSettings? Create, JournalMember[] Members, bool SenderMustBeMember,
    string[] Mentions, bool MentionsAll, SettingsChange? Settings)
{
    public static JournalItem Of(AppendRequest request) => new(
        request.Conversation.Tenant.Value, request.Conversation.Id.Value, request.Id.Value, request.Sender.Value, request.ClientMsgId.Value,
        request.PayloadHash.ToArray(), (int)request.Kind, request.Countable, request.Time, request.TargetSeq, request.TargetVersion, (int)request.Format,
        request.Body.ToArray(), request.Create,
        [.. request.Members.Select(change => new JournalMember(change.User.Value, (int)change.Role))], request.SenderMustBeMember,
        [.. request.Mentions.Select(user => user.Value)], request.MentionsAll, request.Settings);

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
        TargetVersion = TargetVersion,
        Format = (BodyFormat)Format,
        Body = Body,
        Create = Create,
        Members = [.. Members.Select(member => new MemberChange(new UserId(member.User), (MemberRole)member.Role))],
        SenderMustBeMember = SenderMustBeMember,
        Mentions = [.. Mentions.Select(user => new UserId(user))],
        MentionsAll = MentionsAll,
        Settings = Settings,
    };
}

internal sealed record JournalMember(string User, int Role);
