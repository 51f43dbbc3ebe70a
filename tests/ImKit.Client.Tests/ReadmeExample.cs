using ImKit.Client;

namespace ImKit.Client.Tests;

/// <summary>The example of the package's README, compiled. A test compares the two.</summary>
internal static class ReadmeExample
{
    public static async Task RunAsync(string token, Action<ClientEntry> show)
    {
        // begin
        var options = new ImKitClientOptions { Token = (refused, cancel) => new(ClientToken.OfText(token)) };
        options.Endpoints.Add(new Uri("wss://chat.example.com/im"));
        await using var client = new ImKitClient(options);

        // Consecutive, in order, each once: whether they come by push, by pull or after a week without a network.
        client.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                show(entry);
        };
        client.Start();

        // Comes back when the server has committed it, however often the connection is lost meanwhile.
        var ack = await client.SendAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("hello")));
        await client.MarkReadAsync(ack.ConversationId, ack.Seq);
        // end
    }
}
