using System.Net;
using System.Text;
using ImKit.Testing;

namespace ImKit.Aot;

/// <summary>What a client and a host say to each other.</summary>
internal static class Conversation
{
    private const int Greeting = 1000;

    public static async Task RunAsync(IPEndPoint server, IImKit im)
    {
        foreach (var version in (int[])[1, 2, 3])
        {
            await using var client = await TestClient.ConnectTcpAsync(server);
            await client.LoginAsync($$"""{"mid":{{version}},"key":"k{{version}}","room_id":"live://1000","platform":"native","accepts":[{{Greeting}}]}""", version);
            await client.HeartbeatAsync();
            await PushAsync(client, im, new UserId(version.ToString()));
            await client.CloseAsync();
        }

        await SendAsync(im);
    }

    private static async Task PushAsync(TestClient client, IImKit im, UserId user)
    {
        await im.PushToUserAsync(user, new Push(Greeting, "to one"u8.ToArray()));
        await im.PushToRoomAsync(new RoomId("live://1000"), new Push(Greeting, "to all"u8.ToArray()));
        var got = await client.ExpectManyAsync(Greeting, 2);
        Require(Encoding.UTF8.GetString(got[0].Body.Span) == "to one" && Encoding.UTF8.GetString(got[1].Body.Span) == "to all", "the pushes came in order");
    }

    private static async Task SendAsync(IImKit im)
    {
        var ann = new UserId("ann");
        var draft = MessageDraft.Text(ann, new ClientMsgId("1"), "kept") with { ToUser = new UserId("bob") };
        var first = await im.Messages.SendAsync(draft);
        var again = await im.Messages.SendAsync(draft);
        Require(first.Ok && again.Value.Duplicate, "the message is stored once");
        var history = await im.Messages.HistoryAsync(ann, first.Value.Conversation);
        Require(history.Value.Entries.Count == 1 && Encoding.UTF8.GetString(history.Value.Entries[0].Body.Span) == "kept", "the history has it");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException("Not so: " + what);
    }
}
