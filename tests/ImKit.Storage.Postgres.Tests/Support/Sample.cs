using System.Security.Cryptography;
using System.Text;

namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>Appends that create their conversation when it is missing.</summary>
internal static class Sample
{
    private static long s_lastId;

    /// <summary>A group that no other test uses.</summary>
    public static ConversationKey Group(string begin = "") => new(default, new ConversationId($"g.{begin}{Guid.NewGuid():N}"));

    public static AppendRequest Message(ConversationKey group, string id, string sender = "ann") => new()
    {
        Conversation = group,
        Id = new MessageId(Interlocked.Increment(ref s_lastId)),
        Sender = new UserId(sender),
        ClientMsgId = new ClientMsgId(id),
        PayloadHash = SHA256.HashData(Encoding.UTF8.GetBytes(id)),
        Kind = EntryKind.Message,
        Countable = true,
        Time = 1_800_000_000_000,
        Format = BodyFormat.Text,
        Body = Encoding.UTF8.GetBytes(id),
        Create = new ConversationSettings { Epoch = 1 },
    };
}
