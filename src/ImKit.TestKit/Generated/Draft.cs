using System.Security.Cryptography;
using System.Text;

namespace ImKit.TestKit.Generated;

/// <summary>A generated append from a small world, so that duplicates, conflicts and rejoins are frequent.</summary>
internal sealed record Draft(
    int Conversation, int Sender, int ClientId, int Payload, bool Countable, bool MustBeMember, int Create, IReadOnlyList<(int User, int Role)> Members,
    Change Change)
{
    public const int Conversations = 4;
    public const int Users = 5;
    private static long _lastId;

    public static UserId UserOf(int number) => new($"user-{number}");

    public static ConversationKey KeyOf(TenantId[] tenants, int number) => new(tenants[number % 2], new ConversationId($"g.{number / 2}"));

    public AppendRequest For(TenantId[] tenants) => new()
    {
        Conversation = KeyOf(tenants, Conversation),
        Id = new MessageId(Interlocked.Increment(ref _lastId)),
        Sender = UserOf(Sender),
        ClientMsgId = new ClientMsgId($"{ClientId}"),
        PayloadHash = SHA256.HashData([(byte)Payload]),
        Kind = Change.Kind,
        Countable = Countable,
        Time = 1_800_000_000_000 + Payload,
        TargetSeq = Change.Target,
        TargetVersion = Change.Version,
        Mentions = [.. Change.Mentions.Distinct().Select(UserOf)],
        MentionsAll = Change.MentionsAll,
        Settings = Change.Settings,
        Format = BodyFormat.Text,
        Body = Change.IsReaction ? Encoding.UTF8.GetBytes($"{Payload}") : Encoding.UTF8.GetBytes($"{Sender}/{ClientId}/{Payload}"),
        SenderMustBeMember = MustBeMember,
        Create = Create == 0 ? null : new ConversationSettings { Title = $"title {Create}", Epoch = Create },
        Members = [.. Members.Select(change => new MemberChange(UserOf(change.User), (MemberRole)change.Role))],
    };

    public override string ToString() =>
        $"c{Conversation} u{Sender} id{ClientId} p{Payload}{(Countable ? " countable" : "")}{(MustBeMember ? " member" : "")}" +
        $"{(Create > 0 ? $" create{Create}" : "")}{string.Concat(Members.Select(change => $" u{change.User}={(MemberRole)change.Role}"))} {Change}";
}

/// <summary>What a generated append does beyond being there: change an entry or the settings, mention users.</summary>
internal sealed record Change(EntryKind Kind, int Target, int? Version, IReadOnlyList<int> Mentions, bool MentionsAll, SettingsChange? Settings)
{
    public bool IsReaction => Kind is EntryKind.ReactionAdded or EntryKind.ReactionRemoved;

    public override string ToString() =>
        $"{Kind}{(Target > 0 ? $" of {Target}" : "")}{(Version is { } version ? $" v{version}" : "")}{string.Concat(Mentions.Select(user => $" @u{user}"))}" +
        $"{(MentionsAll ? " @all" : "")}{(Settings is null ? "" : $" {Settings}")}";
}
