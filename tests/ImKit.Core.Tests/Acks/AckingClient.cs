using Google.Protobuf;
using ImKit.Core.Tests.Access;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Testing;
using ImKit.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Acks;

/// <summary>A client that counts the entries that are pushed to it, and the server's other end of it.</summary>
internal sealed class AckingClient(TestServer server, TestClient wire, string user) : IAsyncDisposable
{
    private readonly List<(string Conversation, long Seq)> _entries = [];
    private readonly Dictionary<string, long> _seqs = [];

    public TestClient Wire => wire;

    /// <summary>Everything pushed to it, in order of arrival.</summary>
    public IReadOnlyList<(string Conversation, long Seq)> Entries => _entries;

    public static async Task<AckingClient> LoginAsync(TestServer server, string user, int version = 2, InMemoryClientOptions? options = null) =>
        new(server, await server.LoginAsync(Tokens.For(user, accepts: Operations.FirstHostOperation), version, options), user);

    /// <summary>Pushes new entries of a conversation to the user, as a dispatcher does; the client reads nothing of it.</summary>
    public async Task PushAsync(string conversation = "d.one", int count = 1, string sender = "other")
    {
        var push = new EntriesPush { ConversationId = conversation, Epoch = 7, First = _seqs.GetValueOrDefault(conversation) + 1 };
        for (var i = 0; i < count; i++)
            push.Entries.Add(new Entry { Seq = push.First + i, Id = push.First + i, Sender = sender, Text = "some text" });
        _seqs[conversation] = push.First + count - 1;
        var session = Assert.Single(await server.ImKit.SessionsOfAsync(new UserId(user)));
        Assert.True(server.Services.GetRequiredService<LocalDelivery>().TryToSession(session.SessionId, new WireMessage(Operations.Entries, push)));
    }

    public async Task PushAsync(int pushes)
    {
        for (var i = 0; i < pushes; i++)
            await PushAsync();
    }

    /// <summary>Reads what has come up to now.</summary>
    /// <returns>Entries in all.</returns>
    public async Task<int> ReadAsync()
    {
        server.Simulation!.RunUntilIdle();
        foreach (var frame in await wire.CollectAsync(Operations.Entries))
        {
            var push = (EntriesPush)Decode(frame, EntriesPush.Parser);
            _entries.AddRange(push.Entries.Select(entry => (push.ConversationId, entry.Seq)));
        }

        return _entries.Count;
    }

    /// <summary>What the server has said of the window since the last look.</summary>
    public async Task<List<WindowPush>> WindowsAsync()
    {
        server.Simulation!.RunUntilIdle();
        await wire.HeartbeatAsync();
        return [.. wire.Take(Operations.Window).Select(frame => (WindowPush)Decode(frame, WindowPush.Parser))];
    }

    /// <summary>Acknowledges so many in all.</summary>
    /// <returns>The refusal, or null.</returns>
    public async Task<Error?> AckAsync(long count, params (string Conversation, long Seq)[] pulled)
    {
        var request = new AckRequest { Count = count };
        request.Pulled.AddRange(pulled.Select(static place => new DeliveredPlace { ConversationId = place.Conversation, Seq = place.Seq }));
        var sequence = await wire.SendAsync(Operations.Ack, WireBody.Encode(request, wire.Version));
        await wire.HeartbeatAsync();
        Assert.DoesNotContain(wire.Queued, frame => frame.Operation == Operations.Ack);
        var refusals = wire.Take(Operations.Error);
        if (refusals.Count == 0)
            return null;
        Assert.Equal(sequence, refusals.Single().Sequence);
        return (Error)Decode(refusals.Single(), Error.Parser);
    }

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private static IMessage Decode<T>(TestFrame frame, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        Assert.True(WireBody.TryDecode(frame.Body.Span, frame.Version, parser, out var message));
        return message;
    }
}
