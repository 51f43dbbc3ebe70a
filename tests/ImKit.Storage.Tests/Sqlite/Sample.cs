using System.Security.Cryptography;
using System.Text;

namespace ImKit.Storage.Tests.Sqlite;

/// <summary>Appends that create their conversation when it is missing.</summary>
internal static class Sample
{
    private static long _lastId;

    public static ConversationKey Group(string name) => new(default, new ConversationId("g." + name));

    public static AppendRequest Message(string group, string id, int bodyLength = 10) => new()
    {
        Conversation = Group(group),
        Id = new MessageId(Interlocked.Increment(ref _lastId)),
        Sender = new UserId("ann"),
        ClientMsgId = new ClientMsgId(id),
        PayloadHash = SHA256.HashData(Encoding.UTF8.GetBytes(id)),
        Kind = EntryKind.Message,
        Countable = true,
        Time = 1_800_000_000_000,
        Format = BodyFormat.Binary,
        Body = new byte[bodyLength],
        Create = new ConversationSettings { Epoch = 1 },
    };

    public static async Task<AppendOutcome> AppendAsync(this SqliteStores stores, AppendRequest request) =>
        (await stores.Messages.AppendAsync([request], TestContext.Current.CancellationToken))[0];

    public static async Task<IReadOnlyList<LogEntry>> LogAsync(this SqliteStores stores, string group)
    {
        var all = new List<LogEntry>();
        while (await stores.Messages.ReadForwardAsync(Group(group), all.Count + 1, 1000, TestContext.Current.CancellationToken) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }
}
