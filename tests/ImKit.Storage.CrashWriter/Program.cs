// Appends to a SQLite store as fast as it can, from several tasks, and prints each acknowledged entry: "ack name clientId seq". What it has
// printed must be in the file. Without a third argument it ends only by being killed; with one, each task appends so many entries and the
// file is closed in order. The fourth is the durability, if not the default one. The log is moved into the file four times as often as by
// default, so that a short run sees it happen several times.
using System.Security.Cryptography;
using System.Text;
using ImKit;
using ImKit.Storage;
using ImKit.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

var (path, run, count) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2]) : int.MaxValue);
var builder = new Builder();
builder.AddSqlite(options =>
{
    options.Path = path;
    options.CheckpointPages = 4000;
    if (args.Length > 3)
        options.Durability = Enum.Parse<SqliteDurability>(args[3]);
});
await using var services = builder.Services.BuildServiceProvider();
var messages = services.GetRequiredService<IMessageStore>();
var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await Task.WhenAll(Enumerable.Range(0, 8).Select(Write));

async Task Write(int task)
{
    // Two tasks to a conversation, so that commits hold several entries of one log.
    var conversation = new ConversationKey(default, new ConversationId($"g.{task / 2}"));
    for (var i = 0; i < count; i++)
    {
        var id = $"{run}-{task}-{i}";
        var outcome = (await messages.AppendAsync(
            [
                new AppendRequest
                {
                    Conversation = conversation,
                    Id = new MessageId((i * 8) + task + 1),
                    Sender = new UserId("writer"),
                    ClientMsgId = new ClientMsgId(id),
                    PayloadHash = SHA256.HashData(Encoding.UTF8.GetBytes(id)),
                    Kind = EntryKind.Message,
                    Countable = true,
                    Time = i,
                    Body = Body(id, i),
                    Create = new ConversationSettings { Epoch = 1 },
                },
            ], CancellationToken.None))[0];
        if (outcome.Status != AppendStatus.Committed)
            throw new InvalidOperationException($"{id}: {outcome.Status}");
        lock (output)
            output.WriteLine($"ack {conversation.Id} {id} {outcome.Position.Seq}");
    }
}

// The id; now and then so often that it takes several pages of the file.
static byte[] Body(string id, int i) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(id, i % 16 == 15 ? 2000 : 1)));

internal sealed class Builder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();
}
