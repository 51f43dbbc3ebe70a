using System.Text.Json;
using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Acks;

/// <summary>From the acknowledgement of one device to the receipt on another, by the operations that clients have.</summary>
public sealed class DeliveredTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Who_sends_hears_when_a_device_of_the_other_has_it_and_not_before()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        await using var ben = await server.LoginAsync(Tokens.For("ben"), 3);
        await AckAsync(anna, new { count = 0 });
        await AckAsync(ben, new { count = 0 });
        for (var i = 1; i <= 3; i++)
            await SendAsync(anna, $"{i}");
        Assert.Equal(3, (await ben.CollectAsync(Operations.Entries)).Count);
        // Her own messages that came back to her are no news for him.
        await AckAsync(anna, new { count = 3 });
        await AckAsync(ben, new { count = 2 });
        _simulation.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["ben 2"], await ReceiptsAsync(anna));
        Assert.Empty(await ReceiptsAsync(ben));

        await AckAsync(ben, new { count = 3 });
        _simulation.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["ben 3"], await ReceiptsAsync(anna));
    }

    [Fact]
    public async Task What_a_device_has_pulled_is_delivered_too()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var anna = await server.LoginAsync(Tokens.For("anna"), 3);
        var conversation = await SendAsync(anna, "while he was away");
        await using var ben = await server.LoginAsync(Tokens.For("ben"), 3);
        await AckAsync(ben, new { count = 0, pulled = new[] { new { conversationId = conversation, seq = 1 } } });
        _simulation.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["ben 1"], await ReceiptsAsync(anna));
    }

    private static async Task<string> SendAsync(TestClient client, string text)
    {
        var reply = await client.RequestAsync(Operations.Send, JsonSerializer.Serialize(new { toUser = "ben", clientMsgId = text, text }));
        Assert.Equal(Operations.SendReply, reply.Operation);
        return JsonDocument.Parse(reply.Text).RootElement.GetProperty("conversationId").GetString()!;
    }

    private static async Task AckAsync(TestClient client, object body)
    {
        await client.SendAsync(Operations.Ack, JsonSerializer.SerializeToUtf8Bytes(body));
        await client.HeartbeatAsync();
        Assert.Empty(client.Take(Operations.Error));
    }

    private static async Task<IEnumerable<string>> ReceiptsAsync(TestClient client) =>
        (await client.CollectAsync(Operations.Receipts)).SelectMany(static frame => JsonDocument.Parse(frame.Text).RootElement.GetProperty("receipts").EnumerateArray())
        .Select(static receipt => $"{receipt.GetProperty("userId").GetString()} {receipt.GetProperty("delivered").GetInt64()}");
}
