// Appends to a SQLite store as fast as it can, from several tasks, and prints each acknowledged entry: "name clientId seq". It ends only by
// being killed. What it has printed must be in the file.
using System.Security.Cryptography;
using System.Text;
using ImKit;
using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;

var (path, run) = (args[0], args[1]);
var builder = new Builder();
builder.AddSqlite(path);
var messages = builder.Services.BuildServiceProvider().GetRequiredService<IMessageStore>();
var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await Task.WhenAll(Enumerable.Range(0, 8).Select(Write));

async Task Write(int task)
{
    // Two tasks to a conversation, so that commits hold several entries of one log.
    var conversation = new ConversationKey(default, new ConversationId($"g.{task / 2}"));
    for (var i = 0; ; i++)
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
                    Body = Encoding.UTF8.GetBytes(id),
                    Create = new ConversationSettings { Epoch = 1 },
                },
            ], CancellationToken.None))[0];
        if (outcome.Status != AppendStatus.Committed)
            throw new InvalidOperationException($"{id}: {outcome.Status}");
        lock (output)
            output.WriteLine($"{conversation.Id} {id} {outcome.Position.Seq}");
    }
}

internal sealed class Builder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();
}
