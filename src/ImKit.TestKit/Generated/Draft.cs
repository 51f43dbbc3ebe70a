using System.Security.Cryptography;
using System.Text;

namespace ImKit.TestKit.Generated;

/// <summary>A generated append from a small world, so that duplicates, conflicts and rejoins are frequent.</summary>
internal sealed record Draft(
    int Conversation, int Sender, int ClientId, int Payload, bool Countable, bool MustBeMember, int Create, IReadOnlyList<(int User, int Role)> Members)
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
        Kind = EntryKind.Message,
        Countable = Countable,
        Time = 1_800_000_000_000 + Payload,
        TargetSeq = Payload,
        Format = BodyFormat.Text,
        Body = Encoding.UTF8.GetBytes($"{Sender}/{ClientId}/{Payload}"),
        SenderMustBeMember = MustBeMember,
        Create = Create == 0 ? null : new ConversationSettings { Title = $"title {Create}", Epoch = Create },
        Members = [.. Members.Select(change => new MemberChange(UserOf(change.User), (MemberRole)change.Role))],
    };

    public override string ToString() =>
        $"c{Conversation} u{Sender} id{ClientId} p{Payload}{(Countable ? " countable" : "")}{(MustBeMember ? " member" : "")}" +
        $"{(Create > 0 ? $" create{Create}" : "")}{string.Concat(Members.Select(change => $" u{change.User}={(MemberRole)change.Role}"))}";
}
